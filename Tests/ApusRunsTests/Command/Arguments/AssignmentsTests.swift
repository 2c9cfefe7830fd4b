import Testing

@testable import ApusCommand

/// Settings as the command line has them.
@Suite struct AssignmentsTests {
  @Test func aValueMayHaveAnEqualsSign() throws {
    #expect(
      try parseAssignments(["a=1", "optimizer=adam:beta1=0.9", "b="])
        == ["a": "1", "optimizer": "adam:beta1=0.9", "b": ""])
    #expect(try parseAssignments([]).isEmpty)
  }

  @Test(arguments: [["a"], ["=1"], [""], ["a=1", "a=2"]])
  func mistakes(_ texts: [String]) {
    #expect(throws: UsageError.self) { try parseAssignments(texts) }
  }
}
