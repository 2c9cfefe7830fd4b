import Testing

/// `apus runs show`.
@Suite struct RunsShowCommandTests {
  private let place = CommandPlace()

  @Test func showsWhatWasToldAndWhatCameOfIt() throws {
    try place.trainXOR(
      "runs/a", "--epochs", "3", "--seed", "5", "--set", "hidden=4", "--clip", "norm=1")
    let shown = try place.run("runs", "show", "a")
    #expect(shown.status == 0)
    for text in ["finished", "3 of 3", "hidden", "val_accuracy", "seed", "clip", "{norm: 1}"] {
      #expect(shown.output.contains(text), "\(text)")
    }
    let objects = try place.run("runs", "show", "runs/a", "--json").objects
    #expect(objects.count == 4 && objects[0]["seed"] as? Int == 5)
    #expect(objects.dropFirst().map { $0["epoch"] as? Int } == [1, 2, 3])
    try place.expectMistake(["runs", "show", "b"], "did you mean 'a'?", status: 1)
    try place.expectMistake(["runs", "show"], "run")
  }
}
