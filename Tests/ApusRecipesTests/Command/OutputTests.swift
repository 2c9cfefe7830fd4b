import Testing

@testable import ApusCommand

/// How the command writes paths, JSON and columns.
@Suite struct OutputTests {
  @Test(arguments: [
    ("runs/a", "runs/a"), ("my runs", "'my runs'"), ("it's", "'it'\\''s'"), ("$HOME", "'$HOME'"),
  ])
  func aShellReadsQuotedPaths(_ path: String, _ text: String) { #expect(quoted(path) == text) }

  @Test func textIsAJSONString() throws {
    #expect(try jsonText("a/\"b\"\n") == #""a/\"b\"\n""#)
  }

  @Test func columnsAreAsWideAsTheirWidestEntry() {
    #expect(table([["a", "b"], ["long", "10"], ["c"]], right: [1]) == "a      b\nlong  10\nc")
    #expect(table([]) == "")
  }

  @Test func aFolderThatIsTakenGetsANumber() {
    let folder = defaultFolder(for: "xor")
    #expect(folder.hasPrefix("runs/2") && folder.hasSuffix("-xor"))
  }
}
