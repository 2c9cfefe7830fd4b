import Foundation
import Testing

/// `apus tune`.
@Suite(.serialized) struct TuneCommandTests {
  private let place = CommandPlace()
  private var folder: String { place.folder.path }

  private func write(_ text: String) throws -> String {
    try place.folder.write(text, to: "search.yaml")
  }

  /// Momentum is none of Adam's settings, so trials with both fail.
  private let space = """
    learningRate: {log: [1e-3, 1e2]}
    hidden: {log: [2, 32], step: 2}
    optimizer: [sgd, adam]
    momentum: [0.5, 0.9]
    """

  @Test(arguments: ["random", "halving"])
  func aKilledSearchEndsInTheSameStudy(_ strategy: String) throws {
    let file = try write(space)
    let whole = folder + "/whole", killed = folder + "/killed"
    let arguments = [
      "tune", "mlp-classic", "--dataset", "xor", "--search", file, "--trials", "9", "--epochs",
      "90", "--strategy", strategy, "--objective", "val_loss", "--seed", "5", "--json",
    ]
    let done = try place.run(arguments + ["--out", whole])
    #expect(done.status == 0, "\(done.error)")
    let process = try place.start(arguments + ["--out", killed])
    // The first lines tell of the first trials.
    process.awaitOutput(lines: 2)
    process.send(SIGKILL)
    _ = process.outcome()
    let resumed = try place.run(["tune", "mlp-classic", "--resume", killed, "--json"])
    #expect(resumed.status == 0, "\(resumed.error)")
    let studies = [whole, killed].map { FileManager.default.contents(atPath: $0 + "/study.json") }
    #expect(studies[0] != nil && studies[0] == studies[1])
    let events = try done.objects
    let last = try #require(events.last)
    #expect(last["event"] as? String == "done")
    let command = try #require(last["command"] as? String)
    #expect(command.hasPrefix("apus train mlp-classic --set dataset=xor --set "))
    #expect(last["defaults"] is Double && last["value"] is Double)
    #expect(Set(events.compactMap { $0["state"] as? String }).isSuperset(of: ["done", "failed"]))
    let best = try #require(last["best"] as? Int)
    let run = try #require(
      events.last { $0["trial"] as? Int == best && $0["state"] as? String == "done" }?["run"]
        as? String)
    #expect(try place.run(["evaluate", run, "--json"]).status == 0)
    #expect(try place.run(["runs", "show", run]).status == 0)
    let plots = try FileManager.default.contentsOfDirectory(atPath: whole + "/plots").sorted()
    #expect(
      plots == ["hidden.svg", "learningRate.svg", "momentum.svg", "optimizer.svg", "trials.svg"])
  }

  @Test func whatDivergesFailsAndTheSearchGoesOn() throws {
    let file = try write("learningRate: [1e-3, 100]\nbatchSize: [1, 4]")
    let done = try place.run([
      "tune", "adaline", "--dataset", "and", "--search", file, "--strategy", "grid", "--epochs",
      "200", "--json", "--out", folder + "/adaline",
    ])
    let trials = try done.objects.filter { $0["event"] as? String == "trial" }
    #expect(trials.count == 4, "\(done.error)")
    for trial in trials {
      let values = try #require(trial["values"] as? [String: Any])
      let diverges = values["learningRate"] as? Double == 100
      #expect(trial["state"] as? String == (diverges ? "failed" : "done"))
      let failure = trial["failure"] as? String
      #expect(failure?.hasPrefix("the loss is not a number in epoch ") == (diverges ? true : nil))
    }
    let hopeless = try write("learningRate: [100]")
    let none = try place.run([
      "tune", "adaline", "--dataset", "and", "--search", hopeless, "--epochs", "200", "--out",
      folder + "/none",
    ])
    #expect(none.status == 1 && none.error.contains("no trial has a result"), "\(none.error)")
  }

  @Test func repeatsItsBestTrialAndTakesMore() throws {
    let file = try write("learningRate: {log: [0.01, 1]}\nhidden: [4, 8]")
    let out = folder + "/xor"
    let first = try place.run([
      "tune", "xor", "--search", file, "--trials", "3", "--epochs", "40", "--strategy", "halton",
      "--objective", "val_loss", "--out", out,
    ])
    #expect(first.status == 0, "\(first.error)")
    #expect(first.output.contains("3 trials: 3 done, 0 pruned, 0 failed"))
    let more = try place.run(["tune", "--resume", out, "--trials", "5", "--json"])
    let last = try #require(try more.objects.last)
    #expect(last["trials"] as? Int == 5, "\(more.error)")
    // The command that it prints gives the same model.
    let command = try #require(last["command"] as? String)
    let again = folder + "/again"
    #expect(
      try place.run(command.split(separator: " ").dropFirst().map(String.init) + ["--out", again])
        .status == 0)
    let best = try #require(last["best"] as? Int)
    let metrics = ["\(out)/trials/00\(best)", again].map { run in
      FileManager.default.contents(atPath: run + "/model.safetensors")
    }
    #expect(metrics[0] != nil && metrics[0] == metrics[1])
    #expect(
      try place.run(["tune", "xor", "--resume", out, "--seed", "1"]).error.contains("--seed"))
    for (recipe, part) in [("adaline", "is a search of xor, not of adaline"), ("xro", "'xor'")] {
      try place.expectMistake(["tune", recipe, "--resume", out], part)
    }
    try place.expectMistake(
      ["tune", "xor", "--search", file, "--out", out], "--resume", status: 1)
  }

  @Test(arguments: [
    (["xor"], "--search is missing"), (["--search", "FILE"], "no recipe is named"),
    (["xro", "--search", "FILE"], "did you mean 'xor'?"),
    (["xor", "--search", "/nowhere.yaml"], "/nowhere.yaml"),
    (["xor", "--search", "FILE", "--trials", "0"], "--trials 0"),
    (["xor", "--search", "FILE", "--epochs", "-1"], "--epochs -1"),
    (["xor", "--search", "FILE", "--strategy", "griddy"], "did you mean 'grid'?"),
    (["xor", "--search", "FILE", "--objective", "val_los"], "did you mean 'val_loss'?"),
    (["xor", "--search", "FILE", "--factor", "1"], "--factor 1"),
    (["xor", "--search", "LARGE", "--strategy", "grid", "--out", "OUT"], "more than 10000 points"),
    (["xor", "--search", "FILE", "--hold-out", "1"], "--hold-out 1"),
    (["xor", "--search", "FILE", "--hold-out", "0.01", "--out", "OUT"], "to be judged by"),
    (["xor", "--search", "FILE", "--limit", "0"], "--limit 0"),
    (["xor", "--search", "FILE", "--set", "hidden=4"], "hidden is set for all trials"),
    (["xor", "--search", "FILE", "--set", "depth=4"], "unknown setting 'depth'"),
    (["xor", "--search", "FILE", "--out", ""], "--out is empty"),
    (["xor", "--search", "FILE", "--out", "/proc/apus"], "/proc/apus"),
    (["xor", "--resume", "/nowhere"], "/nowhere"),
    (["xor", "--resume", "OUT", "--search", "FILE"], "leave --search away"),
    (["mnist-mlp", "--search", "FILE", "--data", "/nowhere", "--out", "OUT"], "/nowhere"),
    (["lenet5", "--search", "FILE"], "search.yaml:1:1: unknown setting 'hidden'"),
  ])
  func mistakesGetOneLine(_ arguments: [String], _ part: String) throws {
    let file = try write("hidden: [4, 8]")
    let large = folder + "/large.yaml"
    try "hidden: {range: [1, 4096], step: 1}\nbatchSize: [1, 2, 4]".write(
      toFile: large, atomically: true, encoding: .utf8)
    let places = ["FILE": file, "LARGE": large, "OUT": folder + "/out"]
    let words = arguments.map { places[$0] ?? $0 }
    let outcome = try place.run(["tune"] + words)
    let error = outcome.error
    #expect([1, 2].contains(outcome.status), "\(arguments): \(error)")
    #expect(error.split(separator: "\n").count == 1 && error.count < 600, "\(arguments): \(error)")
    #expect(error.contains(part), "\(arguments): \(error)")
  }

  @Test func aSearchThatIsAskedToStopSaysHowToGoOn() throws {
    let file = try write("hidden: {range: [4, 400]}")
    let out = folder + "/stopped"
    let process = try place.start([
      "tune", "xor", "--search", file, "--trials", "300", "--epochs", "200", "--json", "--out", out,
    ])
    process.awaitOutput()
    process.send(SIGINT)
    let outcome = process.outcome()
    #expect(outcome.status == 130)
    #expect(outcome.error.contains("apus tune --resume \(out)"), "\(outcome.error)")
    #expect(try outcome.objects.last?["event"] as? String == "interrupted")
  }

  /// Whether a smaller distance is better no name tells; the learner does.
  @Test func theDirectionOfAnObjectiveIsTheLearners() throws {
    let learners = (CommandPlace.binary as NSString).deletingLastPathComponent + "/learners"
    let file = try write("hidden: [2, 3]")
    let outcome = try place.start(
      [
        "tune", "pair", "--search", file, "--strategy", "grid", "--epochs", "1", "--limit", "128",
        "--objective", "val_distance", "--json", "--out", folder + "/search",
      ], program: learners
    ).outcome()
    #expect(outcome.status == 0, "\(outcome.error)")
    let events = try outcome.objects
    let values = events.dropLast().compactMap { $0["value"] as? Double }
    #expect(values.count == 2 && events.last?["value"] as? Double == values.min())
    let listed = try place.run("runs", "list", "--folder", "search/trials", "--json").objects
    let declared = listed.compactMap { $0["measures"] as? [String: [String: String]] }
    #expect(
      declared.map { $0["distance"] } == [["direction": "minimize"], ["direction": "minimize"]])
  }

  @Test func helpShowsASearchFile() throws {
    let help = try place.run(["tune", "--help"])
    #expect(help.status == 0 && help.output.contains("learningRate: {log: [1e-4, 1e-1]}"))
  }
}
