import ApusTraining

/// What several runs were told to do differently, and what came of each.
public struct RunComparison: Sendable {
  /// A line of the comparison: a value of each run, nil where a run has none.
  public struct Line<Value: Sendable>: Sendable {
    /// The value's name.
    public let name: String
    /// A value a run.
    public let values: [Value]
  }

  /// The runs.
  public let runs: [RunSummary]
  /// The settings that are not the same in all runs, by name; recipe first.
  public let settings: [Line<String?>]
  /// Loss and metrics, by name, those on the training set first.
  public let metrics: [Line<MetricSummary?>]

  /// Compares `runs`.
  public init(_ runs: [RunSummary]) {
    self.runs = runs
    var lines = [Line(name: "recipe", values: runs.map { Optional($0.recipe) })]
    lines.append(Line(name: "epochs", values: runs.map { "\($0.plannedEpochs)" }))
    for name in Set(runs.flatMap(\.settings.keys)).sorted() {
      lines.append(Line(name: name, values: runs.map { $0.settings[name] }))
    }
    settings = lines.filter { Set($0.values).count > 1 }
    let names = Set(runs.flatMap(\.metrics.keys)).sorted {
      ($0.hasPrefix("val_") ? 1 : 0, $0) < ($1.hasPrefix("val_") ? 1 : 0, $1)
    }
    metrics = names.map { name in Line(name: name, values: runs.map { $0.metrics[name] }) }
  }

  /// The unit of a measure; nil for a plain number, and where the runs have different ones.
  public func unit(of name: String) -> String? {
    let units = Set(runs.filter { $0.metrics[name] != nil }.map { $0.unit(of: name) })
    return units.count == 1 ? units.first ?? nil : nil
  }

  /// Which of the runs' values of a measure is the best: the index of each that no other beats;
  /// none where the runs do not agree which way it is better. Nil, which also stands for what is
  /// not a number, is beaten by any number.
  public func best(_ values: [Double?], of name: String) -> Set<Int> {
    let known = values.compactMap { $0 }
    let directions = Set(runs.filter { $0.metrics[name] != nil }.map { $0.direction(of: name) })
    guard values.count > 1, directions.count == 1, let direction = directions.first else {
      return []
    }
    return Set(
      values.indices.filter { index in
        guard let value = values[index] else { return false }
        return !known.contains { direction.isBetter($0, than: value) }
      })
  }
}
