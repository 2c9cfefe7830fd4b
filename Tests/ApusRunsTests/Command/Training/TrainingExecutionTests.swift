import ApusTestSupport
import Foundation
import Testing

/// What `apus train` prints, however training ends.
@Suite(.serialized) struct TrainingExecutionTests {
  private let place = CommandPlace()

  @Test func tellsOfTheEnd() throws {
    let text = try place.run("train", "xor", "--epochs", "3", "--out", "first")
    let lines = text.output.split(separator: "\n")
    #expect(lines.count == 5 && text.error.isEmpty && text.status == 0)
    #expect(lines[0] == "xor: 4 examples to train on, 4 to validate, run in first")
    #expect(lines[3].hasPrefix("epoch 3/3 "))
    #expect(lines[4].hasPrefix("done in "))
    #expect(lines[4].hasSuffix("; the model is in first/model.safetensors"))
    let events = try place.run("train", "xor", "--epochs", "3", "--out", "second", "--json").objects
    let done = try #require(events.last)
    #expect(events.count == 4 && done["event"] as? String == "done" && done["epochs"] as? Int == 3)
    for name in ["loss", "accuracy", "val_loss", "val_accuracy"] {
      #expect(done[name] as? Double == events[2][name] as? Double && done[name] is Double)
    }
  }

  /// With averages of the weights, which the model has also where training was interrupted.
  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptedTrainingSaysHowToGoOn(_ signal: Int32) throws {
    let process = try place.start([
      "train", "xor", "--epochs", "100000000", "--callback", "WeightAverage", "--out", "a run",
      "--json",
    ])
    process.awaitOutput(lines: 200)
    process.send(signal)
    let outcome = process.outcome()
    #expect(outcome.status == 128 + signal)
    #expect(
      outcome.error.hasSuffix(
        "go on with: apus train xor --resume 'a run' --epochs 100000000\n"), "\(outcome.error)")
    let events = try outcome.objects
    let end = try #require(events.last)
    #expect(end["event"] as? String == "interrupted" && end["run"] as? String == "a run")
    #expect(end["epochs"] as? Int == events.count - 1)
    let last = try #require(events.dropLast().last)
    let judged = try place.run("evaluate", "a run", "--json").object
    #expect(last["val_loss"] is Double && judged["loss"] as? Double == last["val_loss"] as? Double)
    #expect(try place.run("runs", "show", "a run").output.contains("interrupted"))
  }
}
