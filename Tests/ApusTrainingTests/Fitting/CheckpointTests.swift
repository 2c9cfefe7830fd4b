import ApusCore
import ApusFiles
import ApusInterop
import ApusNN
import ApusTestSupport
import Testing

@testable import ApusTraining

/// Parts of a checkpoint's file.
@Suite struct CheckpointTests {
  private let folder = TemporaryFolder()

  private func built(_ units: Int) -> Dense {
    let layer = Dense(units)
    layer.build([3])
    return layer
  }

  @Test func theWeightsOfSomeNetworksAreReadAlone() throws {
    let (model, critic) = (built(2), built(4))
    let player = Player("critic", SGD(momentum: 0.9), moves: [critic])
    let path = folder["checkpoint.safetensors"]
    try Checkpoint(
      position: TrainingPosition(), generator: RandomGenerator(seed: 1).state,
      networks: [Network("model", model), Network("critic", critic)], players: [player]
    ).write(to: path)
    let run = RunFolder(folder.path)
    let weights = try run.weights(of: ["critic", "unknown"], ofCheckpoint: path)
    #expect(Array(weights.keys) == ["critic"])
    let own = try #require(weights["critic"])
    #expect(Set(own.keys) == Set(critic.weights.keys))
    for (name, tensor) in critic.weights { #expect(own[name]?.floats == tensor.floats) }
    #expect(try run.weights(of: ["model"], ofCheckpoint: path)["model"]?.count == 2)
  }

  @Test func otherFilesAreNoCheckpoints() throws {
    let path = folder["model.safetensors"]
    try Safetensors(tensors: ["model.weight": .zeros([1])]).write(to: path)
    let error = #expect(throws: FileError.self) {
      try RunFolder(folder.path).weights(of: ["model"], ofCheckpoint: path)
    }
    #expect(error?.description.contains("is not a checkpoint of a training run") == true)
    try Safetensors(metadata: ["apus.checkpoint": "2"]).write(to: path)
    let newer = #expect(throws: FileError.self) { try Checkpoint(contentsOf: path) }
    #expect(newer?.description.contains("is a checkpoint of format 2") == true)
  }
}
