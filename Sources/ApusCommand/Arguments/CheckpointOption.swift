import ArgumentParser

/// How often training is saved.
struct CheckpointOption: ParsableArguments {
  @Option(
    name: .customLong("checkpoint-every"), parsing: .unconditional,
    help: "Adds a checkpoint every so many steps to the one after each epoch.")
  var steps: Int?

  func validate() throws { try positive(steps, "--checkpoint-every") }
}
