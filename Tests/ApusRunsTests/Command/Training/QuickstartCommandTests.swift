import Testing

/// `apus quickstart`: what it refuses before it trains.
@Suite struct QuickstartCommandTests {
  private let place = CommandPlace()

  @Test func mistakes() throws {
    try place.expectMistake(["quickstart", "--epochs", "0"], "--epochs 0")
    try place.expectMistake(["quickstart", "--out", ""], "--out is empty")
    try place.expectMistake(["quickstart", "--out", "/proc/apus"], "/proc/apus", status: 1)
    try place.trainXOR("run", "--epochs", "1")
    try place.expectMistake(["quickstart", "--out", "run"], "run", status: 1)
  }
}
