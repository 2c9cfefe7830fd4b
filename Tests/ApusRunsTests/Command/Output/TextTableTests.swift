import Testing

@testable import ApusCommand

/// Text in columns.
@Suite struct TextTableTests {
  @Test func columnsAreAsWideAsTheirWidestEntry() {
    #expect(table([["a", "b"], ["long", "10"], ["c"]], right: [1]) == "a      b\nlong  10\nc")
    #expect(table([]) == "")
  }
}
