import Apus
import ArgumentParser
import Foundation

/// `apus runs`
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Lists and shows training runs.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  /// A run as listings show it.
  private struct Entry: Encodable {
    let run: String
    let recipe: String
    let created: String
    let epochs: Int
    let of: Int
    let best: Double?
    let last: Double?

    init(_ folder: RunFolder) throws {
      let configuration = try RunConfiguration(of: folder)
      let accuracies = try folder.history()["val_accuracy"]
      run = folder.path
      recipe = configuration.recipe
      created = configuration.created
      epochs = try folder.history().epochs.count
      of = configuration.epochs
      best = accuracies.max()
      last = accuracies.last
    }
  }

  /// `apus runs list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the runs in a folder, oldest first.")

    @Option(help: "The folder that holds the runs.")
    var folder = "runs"

    @Flag(help: "Print a line of JSON for each run.")
    var json = false

    func run() throws {
      let isThere = FileManager.default.fileExists(atPath: folder)
      guard isThere || folder == "runs" else {
        throw FileError(folder, "there is no such folder; check --folder")
      }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let folders = names.sorted().map { RunFolder(folder + "/" + $0) }.filter(\.exists)
      var entries: [Entry] = []
      for folder in folders {
        do {
          entries.append(try Entry(folder))
        } catch {
          // One damaged run must not hide the others.
          writeToStandardError("apus: \(error)\n")
        }
      }
      if json {
        for entry in entries { try printJSON(entry) }
      } else if entries.isEmpty {
        print("no runs in \(folder); `apus quickstart` makes the first")
      } else {
        let rows = entries.map {
          [
            $0.run, $0.recipe, "\($0.epochs)/\($0.of)", $0.last.map(percent) ?? "–",
            $0.best.map(percent) ?? "–", $0.created,
          ]
        }
        let heading = ["run", "recipe", "epochs", "accuracy", "best", "begun"]
        print(table([heading] + rows, right: [2, 3, 4]))
      }
    }
  }

  /// `apus runs show`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what a run was told to do and what came of it, epoch by epoch.")

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
    var path: String

    @Flag(help: "Print the configuration and each epoch as lines of JSON.")
    var json = false

    func run() throws {
      let folder = RunFolder(path)
      let configuration = try RunConfiguration(of: folder)
      let history = try folder.history()
      if json {
        try printJSON(configuration)
        for record in history.epochs { print(record.jsonObject(event: "epoch")) }
        return
      }
      let settings = configuration.settings.sorted { $0.key < $1.key }
      print(
        table(
          [
            ["recipe", configuration.recipe], ["begun", configuration.created],
            ["seed", "\(configuration.seed)"], ["batch size", "\(configuration.batchSize)"],
            ["epochs", "\(history.epochs.count) of \(configuration.epochs)"],
            ["threads", "\(configuration.threads)"], ["version", configuration.version],
          ] + settings.map { [$0.key, $0.value] }))
      guard let first = history.epochs.first else { return }
      let names = first.values.map(\.name)
      let rows = history.epochs.map { record in
        ["\(record.epoch)"]
          + names.map { name in record[name].map { String(format: "%.4f", $0) } ?? "–" }
          + [duration(record.seconds)]
      }
      let columns = Set(0...(names.count + 1))
      print("\n" + table([["epoch"] + names + ["time"]] + rows, right: columns))
    }
  }
}

private func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
