import Testing

@testable import ApusCommand

/// `--out` and `--resume`.
@Suite struct FolderOptionsTests {
  @Test func aFolderHasAName() throws {
    #expect(try OutOption.parse([]).folder == nil)
    #expect(try OutOption.parse(["--out", "a b"]).folder == "a b")
    #expect(try ResumeOption.parse(["--resume", "a"]).folder == "a")
    for text in ["", " "] {
      #expect(throws: (any Error).self) { try OutOption.parse(["--out", text]) }
      #expect(throws: (any Error).self) { try ResumeOption.parse(["--resume", text]) }
    }
    try checkPath(nil, "--data")
  }
}
