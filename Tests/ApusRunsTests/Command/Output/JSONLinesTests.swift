import Testing

@testable import ApusCommand

/// JSON as the command prints it.
@Suite struct JSONLinesTests {
  @Test func textIsAJSONString() throws {
    #expect(try jsonText("a/\"b\"\n") == #""a/\"b\"\n""#)
  }
}
