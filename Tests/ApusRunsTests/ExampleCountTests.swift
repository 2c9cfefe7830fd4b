import ApusTestSupport
import ApusTraining
import Foundation
import Testing

@testable import ApusRuns

/// What depends on how many examples there are goes by the files at hand, which need not be the
/// published ones.
@Suite struct ExampleCountTests {
  private let place = CommandPlace()

  /// Writes a set in the form of iris with so many flowers of each kind; four fifths of them are to
  /// learn from.
  private func writeFlowers(_ count: Int) throws -> String {
    let rows = ["Iris-setosa", "Iris-versicolor", "Iris-virginica"].enumerated().flatMap {
      kind, name in
      (0..<count).map { "\(kind + 1).\($0 % 10),\(kind).5,\($0 % 7).25,0.\(kind + 1),\(name)\n" }
    }
    try place.folder.write(rows.joined(), to: "flowers-\(count)/iris.csv")
    return place.folder["flowers-\(count)"]
  }

  private func request(_ folder: String) -> RunRequest {
    var request = RunRequest()
    request.set("recipe", "mlp-classic", option: "")
    request.set(setting: "dataset", "iris")
    request.set("data", folder, option: "--data")
    return request
  }

  @Test(arguments: [(5, 12), (60, 144)])
  func leavesOutEachExampleOfTheFile(_ ofAKind: Int, _ examples: Int) throws {
    let asked = request(try writeFlowers(ofAKind))
    let validation = try CrossValidation(
      asked, method: .leaveOneOut, count: nil, out: place.folder["parts"])
    #expect(validation.count == examples)
    let last = try validation.experiment(examples).loadData()
    #expect(last.train.count == examples - 1 && last.test.count == 1)
    #expect(throws: RecipeError.self) {
      try CrossValidation(
        asked, method: .plain, count: examples + 1, out: place.folder["too many"])
    }
    #expect(!FileManager.default.fileExists(atPath: place.folder["too many"]))
  }

  @Test func aFullBatchIsTheFile() throws {
    let folder = try writeFlowers(60)
    let trained = try place.run(
      "train", "mlp-classic", "--dataset", "iris", "--data", folder, "--batch-size", "full",
      "--epochs", "3", "--out", "run", "--json")
    #expect(trained.status == 0 && place.lastStep(of: "run") == 3, "\(trained.error)")
    let configuration = try RunConfiguration(of: RunFolder(place.folder["run"]))
    #expect(configuration.batchSize == 144)
    let more = try place.run("train", "--resume", "run", "--epochs", "4", "--json")
    #expect(more.status == 0 && place.lastStep(of: "run") == 4, "\(more.error)")
  }

  @Test func aFullBatchStaysFullInFiles() throws {
    var asked = request(try writeFlowers(5))
    asked.set("batchSize", "full", option: "--batch-size full")
    let (recipe, _, configuration) = try asked.resolved()
    #expect(configuration.template(of: recipe).contains("\nbatchSize: full"))
    let validation = try CrossValidation(
      asked, method: .plain, count: 4, out: place.folder["parts"])
    let experiment = try validation.experiment(1)
    let data = try experiment.loadData()
    _ = try experiment.train(on: data, reporter: SilentReporter())
    #expect(data.train.count == 9 && experiment.configuration.batchSize == 9)
  }

  @Test func decayGoesByTheUpdatesOfTheFile() throws {
    var asked = request(try writeFlowers(60))
    asked.set("batchSize", "full", option: "--batch-size full")
    asked.set("epochs", "2", option: "--epochs 2")
    asked.set(setting: "learningRate", "0.5")
    asked.set(setting: "schedule", "piecewiseconstantdecay:boundaryEpochs=[0],values=[0.5,0.25]")
    let experiment = try Experiment(asked, out: place.folder["run"])
    _ = try experiment.train(on: try experiment.loadData(), reporter: SilentReporter())
    let schedule = try #require(experiment.trainer?.optimizer.schedule)
    #expect(schedule.learningRate(at: 0) == 0.5 && schedule.learningRate(at: 1) == 0.25)
  }

  @Test func anEmptyTestSetIsToldInALine() throws {
    let folder = try writeFlowers(1)
    let count = "its files give 3 examples to learn from and 0 to judge by"
    let data = ["--dataset", "iris", "--data", folder]
    try place.expectMistake(
      ["train", "mlp-classic", "--out", "none"] + data, count, status: 1)
    let whole = ["--dataset", "iris", "--data", try writeFlowers(5)]
    let trained = try place.run(["train", "mlp-classic", "--epochs", "1", "--out", "run"] + whole)
    #expect(trained.status == 0, "\(trained.error)")
    for options in [[], ["--report"], ["--bootstrap", "10"], ["--plots", "plots"], ["--json"]] {
      try place.expectMistake(["evaluate", "run"] + data + options, count, status: 1)
    }
    try place.folder.write("hidden: [2, 3]\n", to: "search.yaml")
    try place.expectMistake(
      ["tune", "mlp-classic", "--search", "search.yaml", "--json"] + data, count, status: 1)
    // What needs no test set goes on.
    let parts = try place.run(
      ["cross-validate", "mlp-classic", "--leave-one-out", "--epochs", "1"] + data)
    #expect(parts.status == 0 && parts.output.contains("part 3 of 3"), "\(parts.error)")
  }
}
