import Apus
import ArgumentParser
import Foundation

extension RunState: ExpressibleByArgument {}

/// `apus runs list`
struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists runs, oldest first.",
    discussion: """
      --where compares a value of the run by <, <=, >, >=, = or !=: a metric after the last epoch \
      (val_accuracy), its best (best_val_loss), a setting (learningRate), or best, begun, ended, \
      epochs, name, recipe, seconds, state. --sort takes the same names; metrics come with the \
      best first. `best` is the best of val_accuracy, or of accuracy, val_loss, loss where a run \
      lacks those before it.

      States: running; finished; interrupted (went down in order, can be resumed); failed (`apus \
      runs show` says why); stopped (was killed, can be resumed).

      Examples:
        apus runs list --where 'val_accuracy>0.9' --where 'learningRate<=0.001'
        apus runs list --where 'begun>=2026-11-01' --state stopped --state interrupted
        apus runs list --sort best --limit 3 --json
      """)

  @OptionGroup var place: RunsPlace

  @Option(help: "Only runs of this recipe.")
  var recipe: String?

  @Option(help: "Only runs with this tag; given several times, with all of them.")
  var tag: [String] = []

  @Option(help: "Only runs in this state; given several times, in one of them.")
  var state: [RunState] = []

  @Option(
    name: .customLong("where"),
    help: "Only runs for which this holds, as in 'val_accuracy>0.9'; may be given several times.")
  var conditions: [String] = []

  @Option(help: "Order by this value.")
  var sort: String?

  @Flag(help: "Turn the order around.")
  var reverse = false

  @Option(
    parsing: .unconditional,
    help: "So many at most: the first of the order, and without --sort the newest.")
  var limit: Int?

  @OptionGroup var json: JSONOption

  /// A run as `--json` shows it.
  private struct Entry: Encodable {
    let run: String
    let recipe: String
    let state: RunState
    let created: String
    let ended: String?
    let message: String?
    let epochs: Int
    let of: Int
    let seconds: Double
    let best: Double?
    let last: Double?
    let tags: [String]
    let settings: [String: String]
    let metrics: [String: MetricSummary]
    let measures: [String: MeasureDeclaration]

    init(_ run: RunSummary, _ path: String) {
      self.run = path
      recipe = run.recipe
      state = run.state
      created = run.created
      ended = run.ended
      message = run.message
      epochs = run.epochs
      of = run.plannedEpochs
      seconds = run.seconds
      best = run.score?.value.best
      last = run.score?.value.last
      tags = run.tags
      settings = run.settings
      metrics = run.metrics
      measures = run.measures
    }
  }

  func run() throws {
    try positive(limit, "--limit")
    let conditions = try conditions.map { text in
      try asUsage("--where") { try RunCondition(text) }
    }
    let all = try place.runs()
    var list = all.filter { run in
      (recipe == nil || run.recipe == recipe) && (state.isEmpty || state.contains(run.state))
        && tag.allSatisfy(run.tags.contains)
    }
    for condition in conditions { list = try asUsage("--where") { try list.filter(condition) } }
    if let sort { list = try asUsage("--sort") { try list.sorted(by: sort) } }
    var runs = reverse ? list.runs.reversed() : list.runs
    if let limit { runs = sort == nil && !reverse ? runs.suffix(limit) : Array(runs.prefix(limit)) }
    if json.isGiven {
      for run in runs { try printJSON(Entry(run, place.shown(run.path))) }
    } else if all.runs.isEmpty {
      let where_ = place.folder.map { "in \($0)" } ?? "yet"
      print("no runs \(where_); `apus quickstart` makes the first")
    } else if runs.isEmpty {
      print("none of the \(all.runs.count) runs is like that")
    } else {
      print(text(runs))
    }
  }

  private func text(_ runs: [RunSummary]) -> String {
    let rows = runs.map { run -> [String] in
      let name = run.score?.name ?? ""
      let values = [run.score?.value.last, run.score?.value.best].map {
        shownValue($0, of: name)
      }
      return [
        place.shown(run.path), run.recipe, run.state.rawValue,
        "\(run.epochs)/\(run.plannedEpochs)", values[0], values[1], run.created,
        run.tags.joined(separator: " "),
      ]
    }
    let isAccuracy = runs.allSatisfy { $0.score?.name.hasSuffix("accuracy") ?? true }
    let heading = [
      "run", "recipe", "state", "epochs", isAccuracy ? "accuracy" : "last", "best", "begun", "tags",
    ]
    return table([heading] + rows, right: [3, 4, 5])
  }
}
