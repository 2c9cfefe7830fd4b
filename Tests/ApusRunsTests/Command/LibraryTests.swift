import Foundation
import Testing

/// A command of one's own with layers, rules, losses, metrics, callbacks, data sets and a recipe of
/// its own: `Examples/Command`.
@Suite struct LibraryTests {
  private let place = CommandPlace()

  private static let binary = URL(filePath: CommandPlace.binary).deletingLastPathComponent()
    .appending(path: "learners").path

  private func run(_ arguments: String...) throws -> CommandOutcome {
    try place.start(arguments, program: Self.binary).outcome()
  }

  @Test(arguments: [
    ("layers", "Gate"), ("optimizers", "HeavyBall"), ("losses", "cubed"), ("metrics", "variety"),
    ("callbacks", "StopAfter"), ("datasets", "ring"), ("recipes", "ring"), ("recipes", "replay"),
    ("layers", "Dense"), ("optimizers", "Adam"), ("losses", "huber"), ("callbacks", "CSVLogger"),
  ])
  func isListed(_ kind: String, _ name: String) throws {
    let entries = try run("list", kind, "--json").objects
    let entry = try #require(entries.first { $0["name"] as? String == name })
    #expect((entry["summary"] as? String)?.isEmpty == false || name == "Gate")
  }

  @Test func everythingOfOnesOwnTrainsAndIsJudged() throws {
    let trained = try run(
      "train", "ring", "--set", "optimizer=heavyball", "--metrics", "VAR", "--callback",
      "stopafter:epochs=4", "--out", "runs/ring", "--json")
    #expect(trained.status == 0, "\(trained.error)")
    #expect(trained.error == "stopped after epoch 4: 4 epochs are enough\n")
    let done = try #require(try trained.objects.last)
    #expect(done["epochs"] as? Int == 4 && done["val_variety"] is Double)
    #expect((done["val_accuracy"] as? Double ?? 0) > 0.6)
    let shown = try run("runs", "show", "runs/ring").output
    #expect(shown.contains("HeavyBall") && shown.contains("StopAfter") && shown.contains("ring"))
    let judged = try run("evaluate", "runs/ring", "--metrics", "variety", "--json")
    #expect(try judged.object["variety"] is Double, "\(judged.error)")
    let answered = try run("predict", "runs/ring", "0.5,0.3", "--json")
    #expect(answered.status == 0, "\(answered.error)")
    #expect(try run("summary", "runs/ring").status == 0)
    // A command without these parts says what it lacks.
    let other = try place.run("evaluate", "runs/ring")
    #expect(other.status == 1 && other.error.contains("ring"), "\(other.error)")
  }

  /// Killed in the middle or not: the same bytes.
  @Test func aRunOfOnesOwnPartsIsResumedExactly() throws {
    let options = ["--metrics", "variety", "--callback", "StopAfter:epochs=5", "--seed", "3"]
    func train(_ more: [String]) throws -> CommandOutcome {
      try place.start(["train", "ring"] + more, program: Self.binary).outcome()
    }
    #expect(try train(options + ["--out", "whole"]).status == 0)
    #expect(try train(options + ["--out", "parts", "--epochs", "2"]).status == 0)
    #expect(try train(["--resume", "parts", "--epochs", "20"]).status == 0)
    let models = ["whole", "parts"].map { place.folder.contents("\($0)/model.safetensors") }
    #expect(models[0] != nil && models[0] == models[1])
  }

  @Test(arguments: [
    (["train", "ring", "--callback", "StopAfte"], "did you mean 'StopAfter'?"),
    (["train", "ring", "--set", "optimizer=heavybal"], "expected one of"),
    (["train", "ring", "--set", "optimizer=HeavyBall:rate=1"], "no setting \"rate\""),
    (["train", "ring", "--metrics", "variet"], "did you mean 'variety'?"),
  ])
  func mistakesNameThem(_ arguments: [String], _ part: String) throws {
    let outcome = try place.start(arguments, program: Self.binary).outcome()
    #expect(outcome.status == 2 && outcome.error.contains(part), "\(outcome.error)")
  }
}
