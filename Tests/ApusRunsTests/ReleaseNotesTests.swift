import ApusTestSupport
import Foundation
import Testing

/// `Scripts/release-notes`.
@Suite struct ReleaseNotesTests {
  private let place = TemporaryFolder()

  /// What comes of the script in a folder with these entries and this changelog.
  private func run(_ arguments: String...) throws -> CommandOutcome {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Scripts/release-notes").path
    return try CommandProcess(
      script, arguments, in: place.path, environment: ["APUS_ROOT": place.path]
    ).outcome()
  }

  private func write(_ changelog: String, _ entries: [String: String]) throws {
    try place.write(changelog, to: "CHANGELOG.md")
    try FileManager.default.createDirectory(
      atPath: place["changes"], withIntermediateDirectories: true)
    for (name, text) in entries { try place.write(text, to: "changes/\(name)") }
  }

  private var changelog: String {
    String(decoding: place.contents("CHANGELOG.md") ?? Data(), as: UTF8.self)
  }

  private static let entries = [
    "added-b.md": "A layer.\n", "added-a.md": "A recipe\nof two lines.\n",
    "fixed-c.md": "A fault.\n", "README.md": "What this folder is.\n",
  ]
  private static let notes = """
    ### Added

    - A recipe
      of two lines.
    - A layer.

    ### Fixed

    - A fault.


    """

  @Test func entriesArePrintedByKind() throws {
    try write("# Changelog\n", Self.entries)
    let outcome = try run()
    #expect(outcome.status == 0 && outcome.output == Self.notes, "\(outcome.error)")
    #expect(place.contents("changes/added-a.md") != nil && changelog == "# Changelog\n")
  }

  @Test func aReleaseTakesThem() throws {
    try write("# Changelog\n\nWords.\n\n## 0.1.0 (2026-01-01)\n\n- Old.\n", Self.entries)
    #expect(try run("0.2.0", "2026-12-24").status == 0)
    #expect(
      changelog == "# Changelog\n\nWords.\n\n## 0.2.0 (2026-12-24)\n\n" + Self.notes
        + "## 0.1.0 (2026-01-01)\n\n- Old.\n")
    let names = try FileManager.default.contentsOfDirectory(atPath: place["changes"])
    #expect(names == ["README.md"])
    // A release that is out keeps its text.
    try place.write("More.", to: "changes/added-d.md")
    let before = changelog
    #expect(try run("0.2.0", "2026-12-25").status == 1 && changelog == before)
  }

  @Test func anUnreleasedVersionGetsThemFirst() throws {
    try write("# Changelog\n\n## 0.1.0 (unreleased)\n\n### Added\n\n- Old.\n", Self.entries)
    #expect(try run("0.1.0", "2026-12-24").status == 0)
    #expect(
      changelog == "# Changelog\n\n## 0.1.0 (2026-12-24)\n\n" + Self.notes
        + "### Added\n\n- Old.\n")
  }

  @Test func mistakesSayWhatToDo() throws {
    try write("# Changelog\n", ["layer.md": "A layer."])
    let name = try run()
    #expect(name.status == 1 && name.error.contains("changes/layer.md: expected a name"))
    try FileManager.default.removeItem(atPath: place["changes/layer.md"])
    #expect(try run("0.2.0", "2026-12-24").error.contains("changes/ has no entries"))
    try place.write(" \n", to: "changes/added-x.md")
    #expect(try run().error.contains("changes/added-x.md is empty"))
    try place.write("x", to: "changes/added-x.md")
    #expect(try run("0.2.0").error.contains("expected a version and a date"))
  }

  /// The entries of this repository can be gathered.
  @Test func theRepositorysEntriesAreWellNamed() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = try CommandProcess(
      root.appending(path: "Scripts/release-notes").path, [], in: place.path, environment: [:])
    let outcome = process.outcome()
    #expect(outcome.status == 0, "\(outcome.error)")
  }
}
