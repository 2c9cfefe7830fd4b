import Apus
import ArgumentParser

/// `apus runs compare`
struct RunsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Puts runs side by side: the settings that differ, and what came of each.",
    discussion: """
      Of each metric the value after the last epoch and the best of all epochs; a star marks the \
      best run.

      Example:
        apus runs compare first second third
      """)

  @Argument(
    help: ArgumentHelp("Two runs or more, by folder, name or its beginning.", valueName: "run"))
  var names: [String]

  @OptionGroup var json: JSONOption

  private struct Output: Encodable {
    struct Values: Encodable {
      let last: [Double?]
      let best: [Double?]
    }
    let runs: [String]
    let settings: [String: [String?]]
    let metrics: [String: Values]
  }

  func run() throws {
    let comparison = RunComparison(try severalRuns(names))
    let runs = comparison.runs
    if json.isGiven {
      let settings = comparison.settings.map { ($0.name, $0.values) }
      let metrics = comparison.metrics.map { line in
        (line.name, Output.Values(last: line.values.map(\.?.last), best: line.values.map(\.?.best)))
      }
      try printJSON(
        Output(
          runs: runs.map(\.path), settings: Dictionary(settings) { a, _ in a },
          metrics: Dictionary(metrics) { a, _ in a }))
      return
    }
    var rows = [[""] + RunSummary.labels(runs)]
    rows.append(["state"] + runs.map(\.state.rawValue))
    rows.append(["epochs done"] + runs.map { "\($0.epochs)" })
    rows.append(["time"] + runs.map { duration($0.seconds) })
    rows += comparison.settings.map { line in [line.name] + line.values.map { $0 ?? "–" } }
    for line in comparison.metrics {
      rows.append(row("", line.values.map(\.?.last), of: line.name, in: comparison))
      rows.append(row("best ", line.values.map(\.?.best), of: line.name, in: comparison))
    }
    print(table(rows, right: Set(1...runs.count)))
  }

  private func row(
    _ beginning: String, _ values: [Double?], of name: String, in comparison: RunComparison
  ) -> [String] {
    let best = comparison.best(values, of: name)
    return [beginning + shownName(name, unit: comparison.unit(of: name))]
      + values.enumerated().map { index, value in
        shownValue(value, of: name) + (best.contains(index) ? " *" : "  ")
      }
  }
}

/// The runs that these arguments mean, two at least.
func severalRuns(_ names: [String]) throws -> [RunSummary] {
  let runs = try findRuns(names)
  guard runs.count > 1 else {
    throw UsageError("\(names.joined(separator: " ")) is one run; expected two or more to compare")
  }
  return runs
}
