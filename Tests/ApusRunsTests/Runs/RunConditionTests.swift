import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns
@testable import ApusTraining

@Suite struct RunConditionTests {
  private let folder = TemporaryFolder()

  /// Four runs, begun in this order; d has no epoch yet.
  private func list() throws -> RunList {
    for (number, (name, rate, accuracies)) in [
      ("a", "0.1", [0.5, 0.9]), ("b", "0.01", [0.95, 0.7]), ("c", "0.001", [0.8, 0.8]),
      ("d", "high", []),
    ].enumerated() {
      try makeRun(
        "\(folder.path)/\(name)", recipe: number < 2 ? "xor" : "lenet5",
        created: "2026-11-0\(number + 1)T10:00:00Z",
        settings: ["learningRate": rate, "optimizer": number == 1 ? "adam" : "sgd"],
        accuracies: accuracies, end: number == 3 ? nil : .finished)
    }
    return RunList(nil, scanning: [folder.path])
  }

  @Test(arguments: [
    ("val_accuracy>0.75", "ac"), ("val_accuracy >= 0.8", "ac"), ("best_val_accuracy>0.9", "b"),
    ("best>0.85", "ab"), ("learningRate<=0.01", "bc"), ("learningRate==1e-1", "a"),
    ("optimizer=adam", "b"), ("optimizer!=adam", "acd"), ("begun<2026-11-03", "ab"),
    ("epochs=0", "d"), ("state=stopped", "d"), ("recipe=xor", "ab"), ("seed=7", "abcd"),
    ("learningRate=high", "d"), ("loss<0.15", "a"), ("name>=c", "cd"), ("val_accuracy!=0.9", "bc"),
  ])
  func conditionsHold(_ text: String, _ names: String) throws {
    let found = try list().filter(RunCondition(text)).runs.map(\.name).joined()
    #expect(found == names, "\(text): \(found)")
  }

  @Test(arguments: ["", "foo", ">1", "a>", "a=<1", "a<>b", "a>1>2"])
  func whatIsNoConditionIsAnError(_ text: String) {
    #expect(throws: TrainingError.self) { try RunCondition(text) }
  }

  @Test func unknownNamesAreErrorsWhereThereAreRuns() throws {
    let condition = try RunCondition("learning_rate>1")
    let error = #expect(throws: TrainingError.self) { try list().filter(condition) }
    #expect(error?.description.contains("did you mean 'learningRate'?") == true)
    #expect(throws: TrainingError.self) { try list().sorted(by: "bst") }
    #expect(try RunList(nil).filter(condition).runs.isEmpty)
  }

  @Test(arguments: [
    ("best", "bacd"), ("val_accuracy", "acbd"), ("loss", "acbd"), ("begun", "abcd"),
    ("learningRate", "cbad"), ("recipe", "cdab"), ("epochs", "dabc"), ("best_loss", "bacd"),
  ])
  func ordersPutTheBestFirst(_ name: String, _ names: String) throws {
    let found = try list().sorted(by: name).runs.map(\.name).joined()
    #expect(found == names, "\(name): \(found)")
  }

  @Test func comparisonsShowWhatDiffers() throws {
    let comparison = RunComparison(Array(try list().runs.prefix(2)))
    #expect(comparison.settings.map(\.name) == ["learningRate", "optimizer"])
    #expect(comparison.settings[0].values == ["0.1", "0.01"])
    #expect(comparison.metrics.map(\.name) == ["loss", "val_accuracy"])
    #expect(comparison.metrics[1].values.map(\.?.best) == [0.9, 0.95])
    #expect(comparison.best([0.3, nil, 0.1, 0.1], of: "loss") == [2, 3])
    #expect(comparison.best([0.3, nil, 0.1], of: "val_accuracy") == [0])
    #expect(comparison.best([0.3, nil], of: "loss") == [0])
    #expect(comparison.best([nil, nil], of: "loss").isEmpty)
    #expect(comparison.best([0.3], of: "loss").isEmpty)
  }

  /// The name says that a greater accuracy is better; the learners of these runs say the opposite.
  @Test func whatLearnersDeclareCountsMoreThanNames() throws {
    let declared = ["accuracy": MeasureDeclaration(.minimize, unit: "cm")]
    for (name, values) in [("a", [0.5, 0.9]), ("b", [0.95, 0.7])] {
      try makeRun("\(folder.path)/\(name)", accuracies: values, measures: declared)
    }
    let index = RunIndex(folder.path + "/home/runs.sqlite")
    let list = RunList(index, scanning: [folder.path])
    #expect(list.runs.map { $0.metrics["val_accuracy"]?.best } == [0.5, 0.7])
    #expect(list.runs.map { $0.metrics["val_accuracy"]?.bestEpoch } == [1, 2])
    #expect(list.runs[0].settings.keys.sorted() == ["batchSize", "seed", "threads", "version"])
    #expect(try list.sorted(by: "val_accuracy").runs.map(\.name) == ["b", "a"])
    #expect(try list.sorted(by: "best").runs.map(\.name) == ["a", "b"])
    // The index remembers it.
    #expect(RunList(index).runs == list.runs)
    let comparison = RunComparison(list.runs)
    #expect(comparison.best([0.9, 0.7], of: "val_accuracy") == [1])
    #expect(comparison.unit(of: "val_accuracy") == "cm" && comparison.unit(of: "loss") == nil)
    let svg = try RunSummary.chart(of: "val_accuracy", in: list.runs).svg
    #expect(svg.contains("val_accuracy (cm)"))
    // Where runs do not agree, none is the best.
    try makeRun("\(folder.path)/c")
    let all = RunComparison(RunList(index, scanning: [folder.path]).runs)
    #expect(all.best([0.9, 0.7, 0.8], of: "val_accuracy").isEmpty)
    #expect(all.unit(of: "val_accuracy") == nil && all.best([3, 2, 1], of: "loss") == [2])
  }

  @Test func chartsHoldACurveARun() throws {
    let runs = try list().runs
    let svg = try RunSummary.chart(of: "val_accuracy", in: Array(runs.prefix(3))).svg
    #expect(svg.components(separatedBy: "<polyline").count - 1 >= 3)
    for name in ["a", "b", "c"] { #expect(svg.contains(">\(name)<")) }
    #expect(throws: FileError.self) { try RunSummary.chart(of: "val_accuracy", in: runs) }
    #expect(throws: FileError.self) { try RunSummary.chart(of: "f1", in: [runs[0]]) }
  }
}
