import Apus
import Testing

@testable import ApusCommand

/// What the user says about another program's network.
@Suite struct ForeignOptionsTests {
  private func options(_ arguments: String...) throws -> ImportOptions {
    try ForeignOptions.parse(arguments).options()
  }

  @Test func nothingIsSaidByDefault() throws {
    let foreign = try ForeignOptions.parse([])
    #expect(try foreign.options().isEmpty)
    #expect(!foreign.given.values.contains(true))
  }

  @Test func shapesAndNames() throws {
    let found = try options(
      "--input-shape", "32x24X3", "--output", "scores", "--classes", "cat, dog,a b",
      "--meaning", "probabilities")
    #expect(found.inputShape == [32, 24, 3] && found.output == "scores")
    #expect(found.classes == ["cat", "dog", "a b"])
    #expect(found.meaning == .probabilities && found.pixels.isEmpty)
  }

  @Test(arguments: [("0..255", 0.0...255), ("-1..1", -1...1), ("0...1", 0...1)])
  func rangesMayBeginWithAMinus(_ text: String, _ range: ClosedRange<Double>) throws {
    #expect(try options("--input-range", text).pixels.range == range)
  }

  @Test func numbersForEachChannel() throws {
    let pixels = try options("--mean", "-0.5, 0.25,1e-1", "--std", "2").pixels
    #expect(pixels.mean == [-0.5, 0.25, 0.1] && pixels.deviation == [2] && pixels.range == nil)
  }

  @Test func theGivenOptionsAreListed() throws {
    let given = try ForeignOptions.parse(["--std", "1", "--classes", "a,b"]).given
    #expect(Set(given.filter(\.value).keys) == ["--std", "--classes"] && given.count == 7)
  }

  @Test(arguments: [
    ("--input-shape", "2xtwo"), ("--input-shape", "0x2"), ("--input-range", "255"),
    ("--input-range", "1..0"), ("--input-range", "0..inf"), ("--input-range", "0..1..2"),
    ("--mean", "a"), ("--mean", "1,,2"), ("--mean", "nan"), ("--std", "0"), ("--std", "1,-1"),
    ("--classes", "a,a"), ("--classes", "a,"), ("--meaning", "sores"),
  ])
  func mistakesNameTheOption(_ option: String, _ value: String) throws {
    let error = #expect(throws: UsageError.self) { try options(option, value) }
    #expect(error.map { "\($0)".contains("\(option) \(value)") } == true)
  }

  @Test func theNearestMeaningIsSuggested() throws {
    let error = #expect(throws: UsageError.self) { try options("--meaning", "sores") }
    #expect(error.map { "\($0)".contains("did you mean 'scores'?") } == true)
  }
}
