import ApusNN
import ApusTraining

extension RunOption {
  /// How many batches make an update.
  static let accumulate = RunOption(
    training: "accumulate", ("--accumulate", .value("batches")),
    "Batches whose gradients make one update.", example: 4,
    searched: { _ in
      Setting(
        "accumulate", .integer(1...Options.largestSize), default: "1", "batches an update")
    },
    read: { .integer(try $0.integer(in: 1...Options.largestSize)) })
}

extension TrainingOptions {
  /// Batches an update; 1 where nothing else is said.
  var accumulate: Int { self["accumulate"]?.whole ?? 1 }

  /// How many updates so many examples give: a last batch that is not full is one, as are batches
  /// that are not enough to accumulate.
  func updatesPerEpoch(of examples: Int, batchSize: Int) -> Int {
    // No sums: a batch size may be as large as Int is.
    func parts(_ count: Int, _ size: Int) -> Int {
      count / max(1, size) + (count % max(1, size) == 0 ? 0 : 1)
    }
    return max(1, parts(parts(examples, batchSize), accumulate))
  }
}
