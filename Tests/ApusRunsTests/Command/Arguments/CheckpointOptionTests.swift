import Testing

@testable import ApusCommand

/// `--checkpoint-every`.
@Suite struct CheckpointOptionTests {
  @Test func takesAWholeNumberFromOne() throws {
    #expect(try CheckpointOption.parse([]).steps == nil)
    #expect(try CheckpointOption.parse(["--checkpoint-every", "3"]).steps == 3)
    for text in ["0", "-1", "2000000000", "often"] {
      #expect(throws: (any Error).self, "\(text)") {
        try CheckpointOption.parse(["--checkpoint-every", text])
      }
    }
  }
}
