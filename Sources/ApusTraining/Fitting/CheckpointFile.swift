import ApusCore
import ApusNN

/// Checkpoints for the programs of this package that damage files on purpose.
package enum CheckpointFile {
  /// Writes the checkpoint of a model that has not been trained.
  package static func write(_ model: any Layer, _ optimizer: any Optimizer, to path: String) throws
  {
    try Checkpoint(
      position: TrainingPosition(), generator: RandomGenerator(seed: 1).state,
      networks: [Network("model", model)], players: [Player(optimizer, moves: [model])]
    ).write(to: path)
  }

  /// Reads a checkpoint into a model; throws where it cannot be used.
  package static func check(_ path: String, for model: any Layer) throws {
    try Checkpoint(contentsOf: path).restore([Network("model", model)], [], from: path)
  }
}
