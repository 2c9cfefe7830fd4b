import ApusNN
import ApusTraining

extension RunList {
  /// The runs ordered by the value of that name: metrics and `best` with the best first, all else
  /// ascending; runs that have none last, and equal ones in the order in which they were begun.
  ///
  /// - Throws: ``TrainingError`` where there are runs, but none has a value of that name.
  public func sorted(by name: String) throws -> RunList {
    try check(name)
    let keys = runs.map { Key($0, name) }
    let order = runs.indices.sorted { a, b in
      if keys[a] < keys[b] { return true }
      return !(keys[b] < keys[a]) && a < b
    }
    var list = self
    list.runs = order.map { runs[$0] }
    return list
  }

  /// What a run is ordered by: runs whose scores are different values do not compare, so the
  /// value's place among the scores comes first; then numbers, then texts.
  private struct Key: Comparable {
    private let kind: Int
    private let number: Double
    private let text: String

    init(_ run: RunSummary, _ name: String) {
      var isGreaterBetter = false
      var place = 0
      if name == "best", let score = run.score {
        place = RunSummary.scores.firstIndex(of: score.name) ?? 0
        isGreaterBetter = run.direction(of: score.name) == .maximize
      } else {
        let metric = name.hasPrefix("best_") ? String(name.dropFirst(5)) : name
        isGreaterBetter = run.metrics[metric] != nil && run.direction(of: metric) == .maximize
      }
      switch run.value(name) {
      case .number(let value): (kind, number, text) = (place, isGreaterBetter ? -value : value, "")
      case .text(let value): (kind, number, text) = (RunSummary.scores.count, 0, value)
      case nil: (kind, number, text) = (.max, 0, "")
      }
    }

    static func < (a: Key, b: Key) -> Bool {
      (a.kind, a.number, a.text) < (b.kind, b.number, b.text)
    }
  }
}
