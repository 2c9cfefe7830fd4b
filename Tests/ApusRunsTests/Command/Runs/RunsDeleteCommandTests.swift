import Testing

/// `apus runs delete`.
@Suite struct RunsDeleteCommandTests {
  private let place = CommandPlace()

  @Test func deletesWithLeaveOnly() throws {
    try place.trainXOR("runs/slow", "--epochs", "1")
    try place.trainXOR("runs/mine", "--epochs", "1")
    try place.expectMistake(["runs", "delete", "slow"], "--yes")
    try place.expectMistake(["runs", "delete", "zzzzzzzz", "--yes"], "no such run", status: 1)
    #expect(try place.run("runs", "delete", "slow", "--yes").status == 0)
    #expect(place.folder.contents("runs/slow/config.json") == nil)
    #expect(try place.listed() == ["runs/mine"])
    // What is not the run's own stays.
    try place.folder.write("notes", to: "runs/mine/notes.txt")
    #expect(try place.run("runs", "delete", "mine", "--yes").output.contains("notes.txt"))
    #expect(place.folder.contents("runs/mine/notes.txt") != nil)
    #expect(try place.listed().isEmpty)
  }

  @Test func aPartTakesItsResultWithIt() throws {
    let options = ["--folds", "3", "--epochs", "1", "--out", "parts"]
    #expect(try place.run(["cross-validate", "xor"] + options).status == 0)
    func results() throws -> [String] {
      String(decoding: try #require(place.folder.contents("parts/results.jsonl")), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }
    let before = try results()
    #expect(try place.run("runs", "delete", "parts/fold-2", "--yes").status == 0)
    #expect(try results() == [before[0], before[2]])
    #expect(try place.run("cross-validate", "--resume", "parts").status == 0)
    #expect(try results() == before)
  }
}
