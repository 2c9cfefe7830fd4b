import Testing

@testable import ApusCommand

/// Paths as a shell reads them.
@Suite struct ShellQuotingTests {
  @Test(arguments: [
    ("runs/a", "runs/a"), ("my runs", "'my runs'"), ("it's", "'it'\\''s'"), ("$HOME", "'$HOME'"),
  ])
  func aShellReadsQuotedPaths(_ path: String, _ text: String) { #expect(shellQuoted(path) == text) }
}
