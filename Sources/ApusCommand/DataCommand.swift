import Apus
import ArgumentParser
import Foundation

/// `apus data`
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Lists, fetches, shows and enlarges data sets.",
    subcommands: [List.self, Get.self, Show.self, DataAugmentCommand.self],
    defaultSubcommand: List.self)

  /// `apus data list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the data sets and where they were found.",
      discussion:
        "The counts are those of the published files; `apus data show NAME` counts what is here.")

    @OptionGroup var json: JSONOption

    private struct Entry: Encodable {
      let name: String
      let summary: String
      let train: Int
      let test: Int
      let licence: String
      let found: String?
    }

    func run() throws {
      let entries = try NamedDataset.all.map {
        Entry(
          name: $0.name, summary: $0.summary, train: $0.trainCount, test: $0.testCount,
          licence: $0.licence, found: try $0.locate()?.description)
      }
      if json.isGiven {
        for entry in entries { try printJSON(entry) }
      } else {
        let rows = entries.map {
          [
            $0.name, $0.summary, "\($0.train)", "\($0.test)",
            $0.found ?? "not here: see `apus data get \($0.name)`",
          ]
        }
        print(table([["name", "contents", "train", "test", "where"]] + rows, right: [2, 3]))
      }
    }
  }

  /// `apus data get`
  struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetches a data set from its publisher into the user's cache.")

    @Argument(help: "The data set: see `apus data list`.")
    var name: String

    func run() throws {
      let set = try namedDataset(name)
      if let folder = try set.fetch(progress: showDownload) {
        print("\(name) is in \(folder)")
      } else {
        print("\(name) is made on the spot: there is nothing to fetch")
      }
    }
  }

  /// `apus data show`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads a data set and shows its size, classes and their balance.")

    @Argument(help: "The data set: see `apus data list`.")
    var name: String

    @OptionGroup var data: DataFolderOption

    @OptionGroup var json: JSONOption

    private struct ClassCount: Encodable {
      let name: String
      let train: Int
      let test: Int
    }

    private struct Contents: Encodable {
      let name: String
      let features: [Int]
      let train: Int
      let test: Int
      let classes: [ClassCount]
    }

    func run() throws {
      let splits = try namedDataset(name).load(given: data.folder, progress: showDownload)
      let train = try ClassBalance(of: splits.train)
      let test = try ClassBalance(of: splits.test)
      let classes = train.names.enumerated().map {
        ClassCount(name: $1, train: train.counts[$0], test: test.counts[$0])
      }
      let shape = splits.train.featureShape
      if json.isGiven {
        try printJSON(
          Contents(
            name: name, features: shape.array, train: splits.train.count, test: splits.test.count,
            classes: classes))
      } else {
        print("\(name): examples of \(shape)")
        let rows = classes.map { [$0.name, "\($0.train)", "\($0.test)"] }
        let sum = ["all", "\(splits.train.count)", "\(splits.test.count)"]
        print(table([["class", "train", "test"]] + rows + [sum], right: [1, 2]))
      }
    }
  }
}

/// The data set of that name; throws, naming the nearest, if no data set has it.
func namedDataset(_ name: String) throws -> NamedDataset {
  guard let set = NamedDataset.named(name) else {
    throw RecipeError(
      "unknown data set '\(name)'\(suggestion(for: name, among: NamedDataset.all.map(\.name)))")
  }
  return set
}

/// Shows how far a download is, on a terminal's standard error.
func showDownload(_ name: String, _ arrived: Int, _ byteCount: Int) {
  guard isatty(STDERR_FILENO) == 1 else { return }
  let share = byteCount > 0 ? 100 * arrived / byteCount : 0
  let text = "fetching \(name) \(share) % of \(byteCount / 1_000_000) MB"
  writeToStandardError(raw: TerminalLine.redrawn(text, on: STDERR_FILENO))
  if arrived >= byteCount { writeToStandardError("\n") }
}
