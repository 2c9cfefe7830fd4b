import ApusTraining

extension RunOption {
  /// How long to train.
  static let epochs = RunOption(
    "epochs", ("--epochs", .value("epochs")),
    "Epochs in all, counted from the beginning, also with --resume.", example: 10,
    mayChange: true,
    value: { .integer($0.epochs) },
    set: { value, configuration in configuration.epochs = try value.integer(in: 1...1_000_000_000) }
  )

  /// How many examples a step takes.
  static let batchSize = RunOption(
    "batchSize", ("--batch-size", .value("batch-size")),
    "Examples a step: 1 learns online, 'full' from the whole set at once.", example: 32,
    searched: {
      Setting("batchSize", .integer(1...1 << 24), default: "\($0.batchSize)", "examples a step")
    },
    value: { $0.batchSize == RunConfiguration.wholeSet ? "full" : .integer($0.batchSize) },
    set: { value, configuration in
      if case .text("full") = value.content {
        configuration.batchSize = RunConfiguration.wholeSet
        return
      }
      do {
        configuration.batchSize = try value.integer(in: 1...1_000_000_000)
      } catch {
        throw value.error("\(value.shown) is no batch size; expected at least 1, or full")
      }
    })
}
