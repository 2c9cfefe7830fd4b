import Apus
import ArgumentParser
import Foundation

/// `apus runs`
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Lists, compares, names, deletes and tidies up training runs.",
    discussion: """
      Every run that `apus` trains is entered in an index of the user, wherever its folder is; \
      runs made elsewhere and copied here are found in ./runs, or in the folder that --folder \
      names. A run is given by its folder, by the folder's own name, or by so much of that name's \
      beginning that no other run's begins alike.

      Examples:
        apus runs list --recipe mnist-mlp --where 'val_accuracy>0.98' --sort best
        apus runs compare 20260401-1 20260402-2
        apus runs plot first second --metric val_loss --out curves.svg
        apus runs tag first baseline
        apus runs gc --checkpoints --dry-run
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsCompareCommand.self, RunsPlotCommand.self,
      RunsTagCommand.self, RunsUntagCommand.self, RunsDeleteCommand.self, RunsCollectCommand.self,
    ], defaultSubcommand: RunsListCommand.self)
}

/// Which runs a command is about: those of the index and of ./runs, or those in one folder.
struct RunsPlace: ParsableArguments {
  @Option(help: "Only the runs in this folder, at most three levels down.")
  var folder: String?

  /// The runs. What is wrong with some of them goes to standard error, a line each, and hides no
  /// others.
  func runs() throws -> RunList {
    if let folder, !FileManager.default.fileExists(atPath: folder) {
      throw FileError(folder, "there is no such folder; check --folder")
    }
    var list = RunList(.user, scanning: [folder ?? "runs"])
    if let folder { list = list.inside(folder) }
    for problem in [list.indexProblem].compactMap({ $0 }) + list.problems {
      writeToStandardError("apus: \(problem)\n")
    }
    return list
  }

  /// A run's folder as users find it: from the folder that they named or work in, else from the
  /// root.
  func shown(_ path: String) -> String {
    let working = FileManager.default.currentDirectoryPath
    let start = RunFolder(folder ?? working).realPath
    guard path.hasPrefix(start + "/") else { return path }
    let rest = String(path.dropFirst(start.count + 1))
    return folder.map { $0 + ($0.hasSuffix("/") ? "" : "/") + rest } ?? rest
  }
}

/// The runs that these arguments mean, each once.
func findRuns(_ texts: [String]) throws -> [RunSummary] {
  // A folder needs no index.
  if texts.allSatisfy({ RunFolder($0).exists }) {
    return try texts.map { try RunSummary(of: RunFolder($0)) }.uniqued()
  }
  let list = try RunsPlace.parse([]).runs()
  return try texts.map(list.run).uniqued()
}

extension [RunSummary] {
  fileprivate func uniqued() -> [RunSummary] {
    var seen: Set<String> = []
    return filter { seen.insert($0.path).inserted }
  }
}

/// Does what may throw because of what the user wrote: that is a wrong command line.
func asUsage<Result>(_ option: String, _ work: () throws -> Result) throws -> Result {
  do {
    return try work()
  } catch let error as TrainingError {
    throw UsageError("\(option): \(error)")
  }
}

/// The name of a loss or metric with its unit, as people read it.
func shownName(_ name: String, unit: String?) -> String { name + (unit.map { " (\($0))" } ?? "") }

/// The value of a loss or metric as people read it.
func shownValue(_ value: Double?, of name: String) -> String {
  guard let value else { return "–" }
  return name.hasSuffix("accuracy")
    ? String(format: "%.2f %%", 100 * value) : String(format: "%.4f", value)
}
