import Apus
import ApusClassic
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

/// A saved model with each layer from outside ApusNN loads without a word about registries.
@Suite struct AllLayersTests {
  private let folder = TemporaryFolder()

  private func expectBack(_ model: Sequential, _ inputShape: Shape) throws {
    let path = folder["model.safetensors"]
    let input = RandomGenerator.with(seed: 2) { () -> Tensor in
      model.build(inputShape)
      return .randomNormal(inputShape.inserting(3, at: 0))
    }
    try model.save(to: path, inputShape: inputShape)
    let again = try loadModel(path)
    #expect(
      Mode.inference { again(input).floats } == Mode.inference { model(input).floats })
    #expect(throws: FileError.self) { try loadModel(path, registry: .standard) }
  }

  @Test func augmentationsComeBack() throws {
    try expectBack(
      Sequential {
        Augment { RandomHorizontalFlip() }
        Flatten()
        Dense(2)
      }, [4, 5, 3])
  }

  @Test func explicitPerceptronsComeBack() throws {
    try expectBack(Sequential { ExplicitPerceptron([4, 2], hidden: .tanh) }, [3])
  }

  @Test func networksOfOtherProgramsComeBack() throws {
    let path = folder["network.onnx"]
    try exportONNX(Sequential { Dense(3, activation: .relu) }, inputShape: [4], to: path)
    let network = try ONNXNetwork(contentsOf: path)
    try expectBack(Sequential([network]), [4])
    // In a wrapper, whose settings hold the layer's.
    try expectBack(Sequential([WeightNoise(network, 0.1)]), [4])
  }

  @Test func everyLayerSaysWhatItIs() {
    for entry in LayerRegistry.all.entries {
      #expect(!entry.summary.isEmpty, "\(entry.name)")
    }
    let own = Set(LayerRegistry.all.names).subtracting(LayerRegistry.standard.names)
    #expect(own == ["Augment", "ClassScores", "ExplicitPerceptron", "ONNXNetwork"])
  }
}
