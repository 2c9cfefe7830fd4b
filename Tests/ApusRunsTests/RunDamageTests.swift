import Apus
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns

/// Damaged files of runs and searches: an error of one line or what could be read, never a crash or
/// memory without end.
@Suite(.serialized) struct RunDamageTests {
  private let place = TemporaryFolder()
  /// `APUS_DAMAGE_ROUNDS` asks for more, by hand.
  private let rounds =
    ProcessInfo.processInfo.environment["APUS_DAMAGE_ROUNDS"].flatMap { Int($0) } ?? 30

  /// A run that was interrupted in its third epoch, with callbacks and metrics that remember
  /// something.
  private func makeRun() throws -> String {
    var request = RunRequest()
    request.set("recipe", "xor", option: "", isText: true)
    request.set("epochs", "4", option: "--epochs")
    request.set("batchSize", "1", option: "--batch-size")
    request.set("metrics", ["f1", "auc", "expectedCalibrationError"], option: "--metrics")
    request.set("validation", "0.5", option: "--validation")
    request.set(
      "callbacks",
      [
        "EarlyStopping:patience=9,restoreBestWeights=true", "WeightAverage:momentum=0.9",
        "CSVLogger", "GradientNorms", "ModelCheckpoint:path=best", "TensorBoard",
      ], option: "--callback")
    let path = place["run"]
    // An epoch first, so that there is a model.
    var first = request
    first.set("epochs", "1", option: "--epochs")
    let begun = try Experiment(first, out: path)
    _ = try begun.train(on: begun.loadData(), reporter: SilentReporter())
    let experiment = try Experiment(resuming: path, epochs: 4)
    let interrupt = Interrupt()
    experiment.callbacks.append(
      LambdaCallback(stepEnds: { if $0.totalSteps == 5 { interrupt.request() } }))
    let history = try experiment.train(
      on: experiment.loadData(), reporter: SilentReporter(), interrupt: interrupt)
    #expect(history.wasInterrupted)
    return path
  }

  /// Calls `work`; what it throws must be one line.
  private func expectOneLine(_ what: String, _ work: () throws -> Void) {
    do {
      try work()
    } catch {
      let text = "\(error)"
      #expect(!text.contains("\n") && text.utf8.count < 1500, "\(what): \(text)")
      #expect(String(reflecting: type(of: error)).hasPrefix("Apus"), "\(what): \(type(of: error))")
    }
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  @Test(arguments: ["checkpoint", "config.json", "metrics.jsonl", "end.json", "model.safetensors"])
  func damagedRunsThrowAndNeverCrash(_ name: String) throws {
    let path = try makeRun()
    let folder = RunFolder(path)
    let checkpoint = try #require(try folder.latestCheckpoint())
    let file =
      name == "checkpoint"
      ? "checkpoints/" + (checkpoint as NSString).lastPathComponent : name
    let whole = try bytes("\(path)/\(file)")
    let damage = Damage(seed: 5)
    let copy = place["copy"]
    var resumed = 0
    for round in 0..<rounds {
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      let isBinary = file.hasSuffix(".safetensors")
      let changed: [UInt8] =
        round % 3 == 0
        ? damage.changed(whole)
        : isBinary
          ? try damage.changed(metadataOf: whole)
          : Array(damage.changed(json: String(decoding: whole, as: UTF8.self)).utf8)
      try Data(changed).write(to: URL(filePath: "\(copy)/\(file)"))
      try? Data(changed).write(to: URL(filePath: place["last-\(name.prefix(5))"]))
      let what = "\(name), round \(round)"
      expectOneLine(what) {
        let run = try RunSummary(of: RunFolder(copy))
        _ = duration(run.seconds)
        _ = try RunSummary.chart(of: "loss", in: [run]).svg
        let comparison = RunComparison([run, run])
        for line in comparison.metrics { _ = line.values }
      }
      let list = RunList(nil, scanning: [place.path])
      #expect(list.runs.count + list.problems.count == 2, "\(what)")
      expectOneLine(what) { _ = try ModelFile.load(copy) }
      expectOneLine(what) {
        let interrupt = Interrupt()
        let experiment = try Experiment(resuming: copy)
        // More epochs than a test has time for.
        experiment.callbacks.append(
          LambdaCallback(epochEnds: { if $0.epoch >= 5 { interrupt.request() } }))
        _ = try experiment.train(
          on: experiment.loadData(), reporter: SilentReporter(), interrupt: interrupt)
        resumed += 1
      }
    }
    #expect(resumed > 0)
  }

  @Test func damagedSearchesThrowAndNeverCrash() throws {
    let search = place["search"]
    try place.write("hidden: {log: [2, 8]}\nlearningRate: [0.1, 0.5]\n", to: "search.yaml")
    let space = try SearchFile(contentsOf: place["search.yaml"], for: .xor).space
    for strategy in ["halving", "grid"] {
      try? FileManager.default.removeItem(atPath: search)
      try Tuning(
        TuningSetup(recipe: "xor"), space,
        StrategyConfiguration(name: strategy, trials: 3, resource: 3), objective: "val_loss",
        out: search
      ).run()
      let whole = String(decoding: try bytes(search + "/study.json"), as: UTF8.self)
      let damage = Damage(seed: 6)
      for round in 0..<rounds {
        let changed =
          round % 3 == 0
          ? String(decoding: damage.changed(Array(whole.utf8)), as: UTF8.self)
          : damage.changed(json: whole)
        try place.write(changed, to: "search/study.json")
        let interrupt = Interrupt()
        expectOneLine("\(strategy), round \(round)") {
          let tuning = try Tuning(resuming: search)
          _ = tuning.commandOfBest
          _ = tuning.study.ranking
          // Trials beyond those of the sound study take time only.
          try tuning.run(
            interrupt: interrupt,
            begins: { if ($0?.number ?? 0) > 3 || ($0?.resource ?? 0) > 9 { interrupt.request() } })
        }
      }
    }
  }
}
