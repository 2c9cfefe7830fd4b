extension RunOption {
  /// How often training is saved within an epoch.
  static let checkpointEvery = RunOption(
    training: "checkpointEvery", ("--checkpoint-every", .value("steps")),
    "Adds a checkpoint every so many steps to the one after each epoch.", example: 100,
    mayChange: true,
    read: { .integer(try $0.integer(in: 1...1_000_000_000)) })
}

extension TrainingOptions {
  /// Steps between checkpoints; nil for those after each epoch alone.
  var checkpointEvery: Int? { self["checkpointEvery"]?.whole }
}
