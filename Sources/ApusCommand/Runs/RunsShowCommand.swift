import Apus
import ArgumentParser
import Foundation

/// `apus runs show`
struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows what a run was told to do and what came of it, epoch by epoch.")

  @Argument(
    help: ArgumentHelp("The run: its folder, name or its name's beginning.", valueName: "run"))
  var path: String

  @OptionGroup var json: JSONOption

  func run() throws {
    let summary = try findRuns([path])[0]
    let folder = RunFolder(RunFolder(path).exists ? path : summary.path)
    let configuration = try RunConfiguration(of: folder)
    let history = try folder.history()
    if json.isGiven {
      try printJSON(configuration)
      for record in history.epochs { TrainingEvent.ended(.epoch, record).print() }
      return
    }
    var lines = [
      ["recipe", configuration.recipe],
      ["state", summary.state.rawValue + (summary.message.map { ": \($0)" } ?? "")],
      ["begun", configuration.created],
    ]
    if let ended = summary.ended { lines.append(["ended", ended]) }
    if !summary.tags.isEmpty { lines.append(["tags", summary.tags.joined(separator: " ")]) }
    lines += [
      ["seed", "\(configuration.seed)"], ["batch size", "\(configuration.batchSize)"],
      ["epochs", "\(history.epochs.count) of \(configuration.epochs)"],
      ["threads", "\(configuration.threads)"], ["version", configuration.version],
    ]
    if let (name, value) = summary.score, let epoch = value.bestEpoch {
      let heading = "best " + shownName(name, unit: summary.unit(of: name))
      lines.append([heading, "\(shownValue(value.best, of: name)) in epoch \(epoch)"])
    }
    lines += configuration.settings.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    lines += configuration.told.map { [$0.key, $0.text] }
    print(table(lines))
    guard let first = history.epochs.first else { return }
    let names = first.values.map(\.name)
    let headings = names.map { shownName($0, unit: summary.unit(of: $0)) }
    let rows = history.epochs.map { record in
      ["\(record.epoch)"]
        + names.map { name in record[name].map { String(format: "%.4f", $0) } ?? "–" }
        + [duration(record.seconds)]
    }
    let columns = Set(0...(names.count + 1))
    print("\n" + table([["epoch"] + headings + ["time"]] + rows, right: columns))
  }
}
