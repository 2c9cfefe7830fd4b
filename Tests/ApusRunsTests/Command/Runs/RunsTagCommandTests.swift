import Testing

/// `apus runs tag` and `untag`.
@Suite struct RunsTagCommandTests {
  private let place = CommandPlace()

  @Test func tagsFindRuns() throws {
    try place.trainXOR("runs/slow", "--epochs", "1")
    #expect(try place.run("runs", "tag", "slow", "base", "paper").output == "slow: base paper\n")
    #expect(try place.run("runs", "untag", "sl", "paper").output == "slow: base\n")
    #expect(try place.listed("--tag", "base") == ["runs/slow"])
    #expect(try place.listed("--tag", "base", "--tag", "paper").isEmpty)
    try place.expectMistake(["runs", "tag", "slow", "two words"], "is no tag")
    try place.expectMistake(["runs", "untag", "slow", "x"], "has no tag 'x'")
    try place.expectMistake(["runs", "tag", "slow"], "tag")
  }
}
