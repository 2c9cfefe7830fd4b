import ApusCore
import ApusNN
import Foundation
import Testing

@testable import ApusData

/// Transforms as a layer: when they work, and what they follow from.
@Suite struct AugmentTests {
  private let images = AugmentationTests.images(8)

  private func trained(_ layer: Augment, _ seed: UInt64 = 3) -> Tensor {
    RandomGenerator.with(seed: seed) { Mode.training { layer(images) } }
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
    #expect(LayerRegistry(of: model).names.sorted() == ["Augment", "Dense", "Flatten"])
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
