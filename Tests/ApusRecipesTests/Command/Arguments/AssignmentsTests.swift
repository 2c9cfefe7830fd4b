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

  @Test func aDataSetIsASetting() throws {
    let options = try RecipeOptions.parse(["--dataset", "iris", "--set", "hidden=4"])
    #expect(try options.assignments() == ["dataset": "iris", "hidden": "4"])
    #expect(throws: (any Error).self) { try RecipeOptions.parse(["--data", ""]) }
  }

  @Test func numbersBeginAtOne() throws {
    try positive(nil, "--epochs")
    try positive(1, "--epochs")
    #expect(throws: (any Error).self) { try positive(0, "--epochs") }
  }
}
