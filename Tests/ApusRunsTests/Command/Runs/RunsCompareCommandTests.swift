import Testing

/// `apus runs compare`.
@Suite struct RunsCompareCommandTests {
  private let place = CommandPlace()

  @Test func putsRunsSideBySide() throws {
    try place.trainXOR("slow", "--epochs", "2")
    try place.trainXOR("quick", "--epochs", "3", "--set", "learningRate=0.5")
    let compared = try place.run("runs", "compare", "slow", "quick", "--json").object
    let settings = try #require(compared["settings"] as? [String: [String]])
    #expect(settings == ["epochs": ["2", "3"], "learningRate": ["0.1", "0.5"]])
    let metrics = try #require(compared["metrics"] as? [String: [String: [Double]]])
    #expect(metrics["val_loss"]?["best"]?.count == 2)
    let text = try place.run("runs", "compare", "slow", "quick").output
    #expect(text.contains("learningRate") && text.contains(" *"))
    try place.expectMistake(["runs", "compare", "slow"], "two or more")
    try place.expectMistake(["runs", "compare", "slow", "./slow"], "two or more")
  }
}
