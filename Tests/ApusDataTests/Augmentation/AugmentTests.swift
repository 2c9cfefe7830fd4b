import ApusCore
import ApusNN
import Foundation
import Testing

@testable import ApusData

/// Transforms as a layer: when they work, what they follow from, and how they are described.
@Suite struct AugmentTests {
  /// One of each transform that a configuration can name, every setting other than usual.
  private static let every: [any ConfigurableTransform] = [
    RandomHorizontalFlip(probability: 0.25), RandomVerticalFlip(probability: 0.75),
    RandomRotation(-20...10, sampling: ImageSampling(.nearest, border: .reflect)),
    RandomTranslation(x: -0.1...0.2, y: -0.3...0.1, sampling: ImageSampling(border: .wrap)),
    RandomZoom(0.8...1.25), RandomShear(x: -10...11, y: -5...6),
    RandomPerspective(
      distortion: 0.25, probability: 0.5, sampling: ImageSampling(border: .constant(0.5))),
    RandomAffine(
      degrees: -15...16, x: -0.1...0.2, y: 0...0.25, scale: 0.5...2, shearX: 0...5,
      shearY: -1...1),
    ElasticTransform(alpha: 8, sigma: 2, sampling: ImageSampling(border: .replicate)),
    RandomBrightness(0.5...1.5), RandomContrast(0.5...1.75), RandomSaturation(0...2),
    RandomHue(-0.25...0.25),
    ColorJitter(
      brightness: 0.8...1.2, contrast: 0.7...1.3, saturation: 0.6...1.4, hue: -0.1...0.1),
    RandomGrayscale(probability: 0.5),
    GaussianBlur(kernelSize: 3, sigma: 0.5...1, probability: 0.5),
    RandomGaussianNoise(mean: 0.125, standardDeviation: 0.5, clips: false),
    SaltAndPepperNoise(amount: 0.1...0.2, salt: 0.25),
    RandomErasing(probability: 1, scale: 0.1...0.2, ratio: 0.5...2, value: nil),
    RandomErasing(value: 0.5), Cutout(size: 3, value: 0.25, probability: 0.5),
    ChannelNormalization(mean: [0.5, 0.25, 0.125], standardDeviation: [0.5, 0.25, 0.125]),
    RandomCrop(height: 10, width: 9, padding: 2, border: .reflect),
    RandomResizedCrop(height: 8, width: 9, scale: 0.25...1, ratio: 0.5...2),
    Resize(height: 7, width: 6), CenterCrop(height: 5, width: 4),
  ]

  private let images = AugmentationTests.images(8)

  private func trained(_ layer: Augment, _ seed: UInt64 = 3) -> Tensor {
    RandomGenerator.with(seed: seed) { Mode.training { layer(images) } }
  }

  @Test func everyTransformIsThereOnce() {
    #expect(Set(Self.every.map { type(of: $0).typeName }) == Set(ImageTransforms.names))
    #expect(ImageTransforms.names == ImageTransforms.names.sorted())
  }

  @Test(arguments: Self.every.indices)
  func describesItself(_ at: Int) throws {
    let transform = Self.every[at]
    let encoded = try JSONEncoder().encode(transform.configuration)
    let read = try JSONDecoder().decode(ConfigurationValue.self, from: encoded)
    let again = try ImageTransforms.make(read)
    #expect(type(of: again) == type(of: transform))
    // JSON does not tell 1 from 1.0, so the described is compared, not what was read.
    #expect(again.configuration == transform.configuration)
    let (a, b) = (Augmentation(seed: 5, [transform]), Augmentation(seed: 5, [again]))
    #expect(a(images).floats == b(images).floats)
    // A setting that does not exist, and one of the wrong kind.
    guard case .object(var settings) = read else { return }
    settings["wrong"] = 1
    #expect(throws: ConfigurationError.self) { try ImageTransforms.make(.object(settings)) }
    for key in settings.keys where key != "name" && key != "wrong" {
      var changed = settings
      changed["wrong"] = nil
      changed[key] = .text("much")
      #expect(throws: ConfigurationError.self) { try ImageTransforms.make(.object(changed)) }
    }
  }

  @Test(arguments: [
    #"{"name": "RandomFlop"}"#, #"{"name": "RandomRotation"}"#, #"{"probability": 0.5}"#, "[]",
    #"{"name": "RandomRotation", "degrees": [10, -10]}"#,
    #"{"name": "RandomRotation", "degrees": [-1000, 10]}"#,
    #"{"name": "RandomRotation", "degrees": [1, 2, 3]}"#,
    #"{"name": "RandomHorizontalFlip", "probability": 1.5}"#,
    #"{"name": "GaussianBlur", "kernelSize": 4}"#,
    #"{"name": "CenterCrop", "height": 0, "width": 1}"#,
    #"{"name": "ChannelNormalization", "mean": [0, 0], "standardDeviation": [1]}"#,
    #"{"name": "ChannelNormalization", "mean": [0], "standardDeviation": [0]}"#,
    #"{"name": "RandomZoom", "scale": [1, 2], "border": "none"}"#,
  ])
  func wrongDescriptionsAreRefused(_ text: String) throws {
    let value = try JSONDecoder().decode(ConfigurationValue.self, from: Data(text.utf8))
    #expect(throws: ConfigurationError.self) { try ImageTransforms.make(value) }
  }

  @Test func worksInTrainingOnlyAndFollowsTheSeed() {
    let layer = Augment {
      RandomHorizontalFlip()
      RandomRotation(-20...20)
      RandomGaussianNoise()
    }
    #expect(layer(images).floats == images.floats)
    #expect(Mode.sampling { layer(images) }.floats == images.floats)
    let first = trained(layer)
    #expect(first.floats != images.floats && first.shape == images.shape)
    #expect(trained(layer).floats == first.floats && trained(layer, 4).floats != first.floats)
    // Each call draws anew, and evaluation between two calls changes nothing.
    let (a, b, c) = RandomGenerator.with(seed: 3) {
      let a = Mode.training { layer(images) }
      _ = layer(images)
      return (a, Mode.training { layer(images) }, RandomGenerator.current.state.stream)
    }
    #expect(a.floats == first.floats && b.floats != first.floats && c == 2)
  }

  @Test func threadsDoNotMatter() {
    let augmentation = Augmentation(AugmentationTests.everything)
    let one = augmentation.augmented(images, seed: 3, epoch: 7, threads: 1)
    for threads in [2, 3, 8, 20] {
      let many = augmentation.augmented(images, seed: 3, epoch: 7, threads: threads)
      #expect(many.floats == one.floats)
    }
    #expect(
      Augmentation(seed: 3, AugmentationTests.everything)(images, epoch: 7).floats == one.floats)
  }

  @Test func shapesAreTheSameInBothModes() throws {
    let layer = Augment {
      RandomCrop(height: 9, width: 8, padding: 1)
      RandomResizedCrop(height: 6, width: 5)
      ChannelNormalization(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5])
    }
    #expect(layer.build([11, 13, 3]) == [6, 5, 3])
    #expect(layer(images).shape == [8, 6, 5, 3] && trained(layer).shape == [8, 6, 5, 3])
    let still = Augmentation([
      CenterCrop(height: 9, width: 8), Resize(height: 6, width: 5),
      ChannelNormalization(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5]),
    ])
    #expect(layer(images).floats == still(images).floats)
    #expect(try layer.checkedBuild([11, 13, 3]) == [6, 5, 3])
    for shape: Shape in [[4, 13, 3], [11, 13, 1], [11, 13], [143]] {
      #expect(throws: ConfigurationError.self) { try layer.checkedBuild(shape) }
    }
  }

  @Test func aModelCarriesIt() throws {
    let model = Sequential {
      Augment(name: "changes") {
        RandomAffine(degrees: -10...10)
        ElasticTransform(alpha: 4, sigma: 2)
      }
      Flatten()
      Dense(3)
    }
    model.build([11, 13, 3])
    let data = try JSONEncoder().encode(try ModelConfiguration(of: model))
    let configuration = try JSONDecoder().decode(ModelConfiguration.self, from: data)
    let again = try configuration.makeModel(
      inputShape: [11, 13, 3], registry: LayerRegistry(of: model))
    #expect(try ModelConfiguration(of: again) == ModelConfiguration(of: model))
    #expect(throws: ConfigurationError.self) {
      try configuration.makeModel(inputShape: [11, 13, 3])
    }
    #expect(LayerRegistry(of: model).typeNames == ["Augment", "Dense", "Flatten"])
  }

  @Test func noGradientPassesThrough() {
    let layer = Augment([RandomRotation(5...10)])
    let weight = Tensor([2.0 as Float])
    let slope = RandomGenerator.with(seed: 1) {
      Mode.training { gradient(at: weight) { (layer(images * $0) * images).sum() } }
    }
    #expect(slope.floats == [0])
    // Where it does nothing, it does nothing to gradients.
    let used = gradient(at: weight) { (layer(images * $0) * images).sum() }
    #expect(used.item > 0)
  }
}
