import Apus
import ArgumentParser
import Foundation

/// `apus runs delete`
struct RunsDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Deletes runs with their checkpoints, models and pictures.",
    discussion: """
      Files in a run's folder that are not the run's own stay, and the folder with them, but for \
      --everything. Runs that are being trained are not deleted.

      With the run of a cross-validation's part goes its line of results.jsonl; `apus \
      cross-validate --resume` trains the part anew, once nothing else is left in its folder. A \
      search keeps what its trials gave.
      """)

  @Argument(help: ArgumentHelp("Runs, by folder, name or its beginning.", valueName: "run"))
  var names: [String]

  @Flag(help: "Delete without asking.")
  var yes = false

  @Flag(help: "Delete the whole folders, with all files in them.")
  var everything = false

  func run() throws {
    let runs = try findRuns(names)
    for run in runs where run.state == .running {
      throw TrainingError("\(run.path) is being trained; stop it first")
    }
    guard try yes || isConfirmed(runs) else { return print("nothing was deleted") }
    for run in runs {
      // First what may fail: a part that is forgotten and still there is taken in again.
      try CrossValidation.forgetPart(in: run.path)
      let rest = try run.folder.delete(everything: everything)
      // A row without a folder is not shown in any case.
      try? RunIndex.user.forget([run.path])
      print(
        "deleted \(run.path)\(rest.map { "; the folder stays, for it holds \(text($0))" } ?? "")")
    }
  }

  private func text(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
  }

  private func isConfirmed(_ runs: [RunSummary]) throws -> Bool {
    guard isatty(STDIN_FILENO) == 1 else {
      throw UsageError("delete asks on a terminal only; write --yes to delete without asking")
    }
    for run in runs { print("\(run.path)  \(run.recipe), \(run.epochs) epochs, \(run.created)") }
    print(
      "Delete \(runs.count == 1 ? "this run" : "these \(runs.count) runs")? [y/N] ", terminator: "")
    fflush(nil)
    return ["y", "yes"].contains(readLine()?.lowercased())
  }
}
