import Apus
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns

/// Folders that are in use: what is there stays as it is.
@Suite struct RunInUseTests {
  private let place = TemporaryFolder()

  private func experiment(_ recipe: Recipe, epochs: Int) throws -> Experiment {
    let experiment = try Experiment(recipe, epochs: epochs, out: place["run"])
    try experiment.prepare()
    return experiment
  }

  @Test func ofTwoNewRunsInOneFolderTheFirstToTrainStays() throws {
    let slow = try experiment(.perceptron, epochs: 2)
    let quick = try experiment(.xor, epochs: 1)
    _ = try quick.train(on: quick.loadData(), reporter: SilentReporter())
    let files = ["config.json", "config.yaml", "metrics.jsonl", "model.safetensors", "end.json"]
    let before = files.map { place.contents("run/" + $0) }
    let data = try Experiment(.xor, out: place["other"]).loadData()
    #expect(throws: TrainingError.self) { try slow.train(on: data, reporter: SilentReporter()) }
    #expect(files.map { place.contents("run/" + $0) } == before && !before.contains(nil))
    // Nor does it say of a run that was killed that it had failed.
    try FileManager.default.removeItem(atPath: place["run/end.json"])
    #expect(throws: TrainingError.self) { try slow.train(on: data, reporter: SilentReporter()) }
    #expect(place.contents("run/end.json") == nil)
    // The same object may train again.
    _ = try quick.train(on: quick.loadData(), reporter: SilentReporter())
  }

  @Test func ofTwoSweepsInOneFolderTheFirstStays() throws {
    let sweep = try #require(Sweep.named("bias-variance"))
    let settings = ["sizes": "2", "datasets": "3"]
    let runs = try [UInt64(1), 2].map {
      try SweepRun(sweep, settings: settings, seed: $0, out: place["sweep"])
    }
    for run in runs { try run.prepare() }
    let index = RunIndex(place["runs.sqlite"])
    _ = try runs[0].run(reporter: SilentReporter(), index: index)
    let before = place.contents("sweep/config.json")
    #expect(throws: TrainingError.self) { try runs[1].run(reporter: SilentReporter()) }
    #expect(before != nil && place.contents("sweep/config.json") == before)
    // A sweep is entered like every run.
    let listed = RunList(index, scanning: []).runs
    #expect(listed.map(\.recipe) == ["bias-variance"] && listed.first?.state == .finished)
  }

  @Test func ofTwoSearchesInOneFolderTheFirstStays() throws {
    try place.write("learningRate: {log: [0.01, 1]}\n", to: "search.yaml")
    let space = try SearchFile(contentsOf: place["search.yaml"], for: .xor).space
    func tuning(_ trials: Int) throws -> Tuning {
      try Tuning(
        TuningSetup(recipe: "xor"), space,
        StrategyConfiguration(name: "random", trials: trials, resource: 1), objective: "val_loss",
        out: place["search"])
    }
    let (first, second) = (try tuning(3), try tuning(1))
    try first.run()
    let before = place.contents("search/study.json")
    #expect { try second.run() } throws: { "\($0)".contains("already holds a search") }
    #expect(before != nil && place.contents("search/study.json") == before)
    #expect { try Tuning(resuming: place["search"], trials: 2) } throws: {
      "\($0)".contains("holds 3 trials already")
    }
    try Tuning(resuming: place["search"], trials: 3).run()
    #expect(place.contents("search/study.json") == before)
  }

  @Test func crossValidationRemovesNothing() throws {
    var request = RunRequest()
    request.set("recipe", "xor", option: "", isText: true)
    request.set("epochs", "1", option: "--epochs 1")
    try FileManager.default.createDirectory(
      atPath: place["folds/fold-1"], withIntermediateDirectories: true)
    try place.write("years of work", to: "folds/fold-1/thesis.txt")
    #expect(throws: TrainingError.self) {
      try CrossValidation(request, method: .plain, count: 2, out: place["folds"])
    }
    let validation = try CrossValidation(request, method: .plain, count: 2, out: place["new"])
    try FileManager.default.moveItem(atPath: place["folds/fold-1"], toPath: place["new/fold-1"])
    #expect { try validation.experiment(1) } throws: { "\($0)".contains("thesis.txt") }
    #expect(place.contents("new/fold-1/thesis.txt") == Data("years of work".utf8))
    // What a killed run leaves is no hindrance.
    try FileManager.default.createDirectory(
      atPath: place["new/fold-2/checkpoints"], withIntermediateDirectories: true)
    try place.write("", to: "new/fold-2/.lock")
    try place.write("recipe: xor\n", to: "new/fold-2/config.yaml")
    let experiment = try validation.experiment(2)
    #expect(try validation.run(experiment, 2, reporter: SilentReporter()) != nil)
  }

  @Test(arguments: ["", " ", "\t"])
  func emptyPathsAreRefused(_ path: String) throws {
    try place.write("recipe: xor\nout: \"\(path)\"\n", to: "out.yaml")
    #expect { try RunRequest(contentsOf: place["out.yaml"]).out() } throws: {
      "\($0)".contains("out.yaml:2:6: out: ")
    }
    try place.write("recipe: mnist-mlp\ndata: \"\(path)\"\n", to: "data.yaml")
    #expect { try RunRequest(contentsOf: place["data.yaml"]).resolved() } throws: {
      "\($0)".contains("data.yaml:2:7: data: ")
    }
    #expect(throws: TrainingError.self) { try RunFolder(path).create() }
  }

  @Test func aLostModelIsWrittenAgainAndEpochsAreNotTakenBack() throws {
    let first = try experiment(.xor, epochs: 3)
    _ = try first.train(on: first.loadData(), reporter: SilentReporter())
    let path = place["run"]
    let model = try #require(place.contents("run/model.safetensors"))
    #expect(try Experiment(resuming: path).isComplete)
    #expect { try Experiment(resuming: path, epochs: 2) } throws: {
      "\($0)".contains("has 3 epochs already")
    }
    #expect(try !Experiment(resuming: path, epochs: 4).isComplete)
    for cut in [nil, model.prefix(model.count / 2)] {
      try FileManager.default.removeItem(atPath: path + "/model.safetensors")
      if let cut { try place.write(cut, to: "run/model.safetensors") }
      let again = try Experiment(resuming: path)
      #expect(!again.isComplete)
      _ = try again.train(on: again.loadData(), reporter: SilentReporter())
      #expect(place.contents("run/model.safetensors") == model)
    }
  }

  @Test func pictureTroubleDoesNotFailTheRun() throws {
    let run = try experiment(.xor, epochs: 1)
    try place.write("in the way", to: "run/plots")
    _ = try run.train(on: run.loadData(), reporter: SilentReporter())
    #expect(run.folder.end()?.state == .finished)
  }

  @Test func foldersWithoutAModelSayWhatTheyAre() throws {
    func problem(_ name: String) -> String {
      do {
        _ = try ModelFile.load(place[name])
        return ""
      } catch { return "\(error)" }
    }
    for (name, file) in [("folds", "folds.json"), ("search", "study.json"), ("empty", "notes")] {
      try FileManager.default.createDirectory(
        atPath: place[name], withIntermediateDirectories: true)
      try place.write("{}", to: "\(name)/\(file)")
    }
    #expect(problem("folds").contains("is a cross-validation"))
    #expect(problem("search").contains("is a search"))
    #expect(problem("empty").contains("is not a run"))
    let sweep = try SweepRun(#require(Sweep.named("bias-variance")), out: place["sweep"])
    try sweep.prepare()
    try sweep.configuration.write(to: sweep.folder)
    #expect(problem("sweep").contains("is a sweep"))
    let run = try experiment(.xor, epochs: 1)
    try run.configuration.write(to: run.folder)
    #expect(problem("run").contains("has not finished an epoch"))
    _ = try Experiment(resuming: place["run"]).train(
      on: run.loadData(), reporter: SilentReporter())
    try FileManager.default.removeItem(atPath: place["run/model.safetensors"])
    #expect(problem("run").contains("has lost its model.safetensors"))
  }
}
