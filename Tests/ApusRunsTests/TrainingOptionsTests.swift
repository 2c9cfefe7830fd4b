import Apus
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns

/// The folder of iris; nil where it is not here.
private let irisFolder = RealData.folder.map { $0 + "/tabular" }

@Suite(.enabled(if: irisFolder != nil, "there is no iris")) struct TrainingOptionsTests {
  private let place = TemporaryFolder()
  private var folder: String { place.path }

  private func request(_ recipe: String, _ fill: (inout RunRequest) -> Void) -> RunRequest {
    var request = RunRequest()
    request.set("recipe", recipe, option: "", isText: true)
    request.set("data", irisFolder ?? "", option: "--data", isText: true)
    fill(&request)
    return request
  }

  /// Stops training as Ctrl-C does, in the middle of an epoch.
  private func interrupted(after steps: Int) -> (Interrupt, LambdaCallback) {
    let interrupt = Interrupt()
    return (
      interrupt, LambdaCallback(stepEnds: { if $0.totalSteps == steps { interrupt.request() } })
    )
  }

  @Test func optionsAreResumedExactly() throws {
    let asked = request("mlp-classic") {
      $0.set(setting: "dataset", "iris")
      $0.set(setting: "optimizer", "nadam:beta1=0.8")
      $0.set(setting: "learningRate", "0.02")
      $0.set(setting: "schedule", "cosinedecay:decayEpochs=8,warmupEpochs=1")
      $0.set("epochs", "8", option: "--epochs")
      $0.set(
        "callbacks",
        [
          "EarlyStopping:patience=4,restoreBestWeights=true", "WeightAverage:momentum=0.9",
          "CSVLogger", "GradientNorms", "ModelCheckpoint:path=best",
        ], option: "--callback")
      $0.set("metrics", ["f1", "auc"], option: "--metrics")
      $0.set("clip", "globalNorm=0.5", option: "--clip")
      $0.set("classWeights", "balanced", option: "--class-weights")
      $0.set("accumulate", "2", option: "--accumulate")
      $0.set("validation", "0.2", option: "--validation")
    }
    func run(_ name: String, steps: Int?) throws -> String {
      let path = "\(folder)/\(name)"
      var experiment = try Experiment(asked, out: path)
      if let steps {
        let (interrupt, callback) = interrupted(after: steps)
        experiment = try Experiment(asked, out: path)
        experiment.callbacks.append(callback)
        let history = try experiment.train(
          on: experiment.loadData(), reporter: SilentReporter(), interrupt: interrupt)
        #expect(history.wasInterrupted)
        experiment = try Experiment(resuming: path)
      }
      let history = try experiment.train(on: experiment.loadData(), reporter: SilentReporter())
      #expect(!history.wasInterrupted)
      return path
    }
    let whole = try run("whole", steps: nil)
    let parts = try run("parts", steps: 25)
    for file in ["model.safetensors", "best.safetensors", "log.csv"] {
      let contents = [whole, parts].map { FileManager.default.contents(atPath: "\($0)/\(file)") }
      #expect(contents[0] != nil && contents[0] == contents[1], "\(file)")
    }
    #expect(FileManager.default.fileExists(atPath: parts + "/plots/GradientNorms.svg"))
    #expect(FileManager.default.fileExists(atPath: parts + "/plots/f1Score.svg"))
    // A run's own file repeats it to the same bytes.
    let repeated = "\(folder)/repeated"
    let again = try Experiment(RunRequest(contentsOf: whole + "/config.yaml"), out: repeated)
    _ = try again.train(on: again.loadData(), reporter: SilentReporter())
    let models = [whole, repeated].map {
      FileManager.default.contents(atPath: $0 + "/model.safetensors")
    }
    #expect(models[0] == models[1])
  }

  @Test func validationIsTakenFromTheTrainingSet() throws {
    let asked = request("perceptron") {
      $0.set(setting: "dataset", "iris")
      $0.set("validation", "0.25", option: "--validation")
    }
    let whole = try NamedDataset.iris.load(given: irisFolder)
    let data = try Experiment(asked, out: folder + "/split").loadData()
    #expect(data.train.count + data.test.count == whole.train.count)
    #expect(abs(Double(data.test.count) / Double(whole.train.count) - 0.25) < 0.03)
  }

  @Test func crossValidationGoesOnToTheSameResults() throws {
    let asked = request("perceptron") {
      $0.set(setting: "dataset", "iris")
      $0.set("epochs", "3", option: "--epochs")
    }
    func results(_ path: String) throws -> String {
      try String(contentsOfFile: path + "/results.jsonl", encoding: .utf8)
    }
    func train(_ validation: CrossValidation, _ numbers: ClosedRange<Int>) throws {
      var parts: [CrossValidation.Part] = []
      for number in numbers {
        let experiment = try validation.experiment(number)
        let part = try validation.run(experiment, number, reporter: SilentReporter())
        parts.append(try #require(part))
        try validation.write(parts)
      }
    }
    let whole = folder + "/whole", parts = folder + "/parts"
    let first = try CrossValidation(asked, method: .stratified, count: 3, out: whole)
    try train(first, 1...3)
    let second = try CrossValidation(asked, method: .stratified, count: 3, out: parts)
    try train(second, 1...2)
    let resumed = try CrossValidation(resuming: parts)
    #expect(resumed.count == 3)
    try train(resumed, 1...3)
    #expect(try results(whole) == results(parts))
    #expect(throws: TrainingError.self) {
      try CrossValidation(asked, method: .plain, count: 3, out: whole)
    }
    #expect(throws: RecipeError.self) {
      try CrossValidation(asked, method: .plain, count: 1, out: folder + "/one")
    }
  }

  @Test(arguments: Fold.Method.allCases)
  func foldsCoverTheTrainingSet(_ method: Fold.Method) throws {
    let whole = try NamedDataset.iris.load(given: irisFolder).train
    let count = method == .leaveOneOut ? whole.count : 4
    var judged = 0
    for number in [1, 2, count] {
      let fold = Fold(method: method, number: number, count: count, seed: 3)
      let parts = try fold.split(whole)
      judged += parts.test.count
      #expect(method == .bootstrap || parts.train.count + parts.test.count == whole.count)
    }
    #expect(judged > 0)
  }

  @Test func figuresAreMeanAndDeviation() {
    let parts = [1.0, 2, 3, 6].enumerated().map {
      CrossValidation.Part(number: $0 + 1, examples: 5, values: [("loss", $1)])
    }
    let figure = CrossValidation.figures(parts)[0]
    #expect(figure.mean == 3 && abs(figure.deviation - (14.0 / 3).squareRoot()) < 1e-12)
  }
}
