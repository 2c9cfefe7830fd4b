import Testing

@testable import ApusCommand

/// JSON as the command prints it.
@Suite struct JSONLinesTests {
  @Test func aValueIsOneLineWithSortedKeys() throws {
    let value = ["run": "a/\"b\"\n", "event": "done"]
    #expect(try jsonLine(value) == #"{"event":"done","run":"a/\"b\"\n"}"#)
  }
}
