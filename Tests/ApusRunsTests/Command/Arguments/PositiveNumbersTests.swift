import Testing

@testable import ApusCommand

/// Whole numbers of options.
@Suite struct PositiveNumbersTests {
  @Test func numbersAreInTheirRange() throws {
    try positive(nil, "--epochs")
    try positive(1, "--epochs")
    try positive(9, "--steps", atLeast: 2, atMost: 9)
    #expect(throws: (any Error).self) { try positive(0, "--epochs") }
    for value in [1, 10] {
      #expect(throws: (any Error).self) { try positive(value, "--steps", atLeast: 2, atMost: 9) }
    }
  }
}
