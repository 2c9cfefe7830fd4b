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
}
