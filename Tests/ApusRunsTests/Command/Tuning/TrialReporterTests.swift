import Foundation
import Testing

/// What `apus tune` shows of the run of a trial.
@Suite(.serialized) struct TrialReporterTests {
  private let place = CommandPlace()

  /// A rate at which the defaults give no result, which is a note.
  private func diverging(_ options: String...) throws -> CommandOutcome {
    try place.folder.write("batchSize: [1, 4]\n", to: "search.yaml")
    return try place.run(
      [
        "tune", "adaline", "--dataset", "and", "--search", "search.yaml", "--strategy", "grid",
        "--epochs", "200", "--set", "learningRate=100", "--out", "search",
      ] + options)
  }

  @Test func notesStayOffStandardOutputThatIsJSON() throws {
    let text = try diverging()
    #expect(text.output.contains("the defaults give no result: the loss is not a number"))
    try FileManager.default.removeItem(atPath: place.folder["search"])
    let quiet = try diverging("--json")
    #expect(quiet.error.contains("the defaults give no result: the loss is not a number"))
    #expect(try quiet.objects.allSatisfy { $0["event"] is String })
  }

  @Test func elsewhereThanOnATerminalNoLineIsDrawnAgain() throws {
    try place.folder.write("hidden: [4, 8]\n", to: "search.yaml")
    let outcome = try place.run(
      "tune", "xor", "--search", "search.yaml", "--strategy", "grid", "--epochs", "100", "--out",
      "search")
    #expect(outcome.status == 0 && !outcome.output.contains("\r") && outcome.error.isEmpty)
    #expect(!outcome.output.contains("\u{1B}"))
  }

  /// `script` runs a command on a terminal of its own.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func onATerminalOneLineIsDrawnAgainAndTakenAway() throws {
    try place.folder.write("hidden: [4]\n", to: "search.yaml")
    let tune = "tune xor --search search.yaml --strategy grid --epochs 20000 --out search"
    let shown = try place.start(
      ["-qec", "'\(CommandPlace.binary)' \(tune)", "typescript"], program: "/usr/bin/script"
    ).outcome()
    #expect(shown.status == 0, "\(shown.error)")
    let line = "\r\u{1B}[K"
    let drawn = shown.output.components(separatedBy: line).filter { $0.contains("  epoch ") }
    #expect(
      drawn.contains { $0.hasPrefix("defaults  epoch ") && $0.contains("/20000  step 1/1  ") })
    #expect(drawn.contains { $0.hasPrefix("trial 1/") && $0.contains("  loss ") })
    // What is told in the end stands where the line was.
    #expect(shown.output.contains(/\r\x1B\[Ktrial 1\/\d+  val_accuracy \d/))
  }
}
