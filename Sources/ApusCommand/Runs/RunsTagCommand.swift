import Apus
import ArgumentParser

/// `apus runs tag`
struct RunsTagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Gives a run names of your own, by which `apus runs list --tag` finds it.",
    discussion: """
      Example:
        apus runs tag 20260401-1 baseline paper
      """)

  @Argument(help: ArgumentHelp("The run, by folder, name or its beginning.", valueName: "run"))
  var name: String

  @Argument(
    help: ArgumentHelp("Letters, digits, and . _ - + after the first.", valueName: "tag"))
  var tags: [String]

  func run() throws {
    try change(name) { folder in for tag in tags { try folder.add(tag: tag) } }
  }
}

/// `apus runs untag`
struct RunsUntagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "untag", abstract: "Takes tags from a run.")

  @Argument(help: ArgumentHelp("The run, by folder, name or its beginning.", valueName: "run"))
  var name: String

  @Argument(help: ArgumentHelp("The tags to take.", valueName: "tag"))
  var tags: [String]

  func run() throws {
    try change(name) { folder in for tag in tags { try folder.remove(tag: tag) } }
  }
}

/// Changes a run's tags and says which it has now.
private func change(_ name: String, _ work: (RunFolder) throws -> Void) throws {
  let folder = try findRuns([name])[0].folder
  try asUsage("tag") { try work(folder) }
  let tags = folder.tags()
  print("\(folder.name): \(tags.isEmpty ? "no tags" : tags.joined(separator: " "))")
}
