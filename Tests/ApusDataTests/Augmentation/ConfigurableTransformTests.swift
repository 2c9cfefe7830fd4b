import ApusCore
import ApusNN
import Foundation
import Testing

@testable import ApusData

/// How transforms are described and made of descriptions.
@Suite struct ConfigurableTransformTests {
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

  /// One number is how far a setting may be from no change.
  @Test(arguments: [
    ("RandomRotation", "degrees", 15, -15...15), ("RandomZoom", "scale", 0.25, 0.75...1.25),
    ("RandomBrightness", "factor", -0.5, 0.5...1.5), ("RandomHue", "turns", 0.25, -0.25...0.25),
    ("ColorJitter", "contrast", 0.5, 0.5...1.5), ("RandomTranslation", "x", 0.5, -0.5...0.5),
  ])
  func oneNumberIsASpread(
    _ name: String, _ setting: String, _ number: Double, _ range: ClosedRange<Double>
  ) throws {
    let made = try ImageTransforms.make(
      .object(["name": .text(name), setting: .number(number)]))
    let whole = try ImageTransforms.make(.object(["name": .text(name), setting: .range(range)]))
    #expect(made.configuration == whole.configuration)
    #expect(throws: ConfigurationError.self) {
      try ImageTransforms.make(.object(["name": .text(name), setting: 1000]))
    }
  }

  @Test func eachSaysWhatItDoes() {
    #expect(ImageTransforms.all.allSatisfy { !$0.summary.isEmpty })
    let still = ImageTransforms.all.filter { !$0.isRandom }.map { $0.typeName }
    #expect(still == ["CenterCrop", "ChannelNormalization", "Resize"])
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
}
