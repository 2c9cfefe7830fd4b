import Apus
import ArgumentParser

/// `apus runs plot`
struct RunsPlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draws the curves of several runs in one chart.",
    discussion: """
      Example:
        apus runs plot first second --metric val_accuracy --out curves.svg
      """)

  @Argument(help: ArgumentHelp("Runs, by folder, name or its beginning.", valueName: "run"))
  var names: [String]

  @Option(help: "What to draw: a loss or metric of the runs.")
  var metric = "val_loss"

  @Option(help: "The picture's file, ending in .svg or .png.")
  var out: String

  @OptionGroup var json: JSONOption

  private struct Output: Encodable {
    let plot: String
    let metric: String
    let runs: [String]
  }

  func run() throws {
    try checkPicture(out, "--out")
    let runs = try findRuns(names)
    try RunSummary.chart(of: metric, in: runs).write(to: out)
    if json.isGiven {
      try printJSON(Output(plot: out, metric: metric, runs: runs.map(\.path)))
    } else {
      print("\(metric) of \(runs.count) run\(runs.count == 1 ? "" : "s") in \(out)")
    }
  }
}
