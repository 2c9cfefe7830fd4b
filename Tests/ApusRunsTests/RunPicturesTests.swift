import ApusData
import ApusTestSupport
import ApusTraining
import Foundation
import Testing

@testable import ApusRuns

/// Pictures at the end of a run on more examples than a picture can show.
@Suite struct RunPicturesTests {
  private let place = TemporaryFolder()

  /// A trained perceptron, and the data it learned from: 4,500 flowers, in the order of their
  /// kinds.
  private func trained() throws -> (Experiment, DatasetSplits, History) {
    let rows = ["Iris-setosa", "Iris-versicolor", "Iris-virginica"].enumerated().flatMap {
      kind, name in
      (0..<1500).map { "\(kind + 1).\($0 % 10),\(kind).5,\($0 % 7).25,0.\(kind + 1),\(name)\n" }
    }
    try place.write(rows.joined(), to: "flowers/iris.csv")
    let experiment = try Experiment(
      .perceptron, settings: ["dataset": "iris"], epochs: 1, batchSize: 1000,
      data: place["flowers"], out: place["run"])
    let data = try experiment.loadData()
    let history = try experiment.train(on: data, reporter: SilentReporter())
    return (experiment, data, history)
  }

  @Test func showSomeExamplesAndSaySo() throws {
    let (experiment, data, _) = try trained()
    #expect(data.train.count == 3600)
    for name in ["decision-regions", "error-surface"] {
      let text = String(
        decoding: place.contents("run/plots/\(name).svg") ?? Data(), as: UTF8.self)
      #expect(text.contains("(2,000 of 3,600 examples)"), "\(name)")
    }
    // All kinds are among them.
    let some = data.train.spread(atMost: 2000)
    #expect(try ClassBalance(of: some).counts.allSatisfy { (600...700).contains($0) })
    #expect(try ClassBalance(of: data.train.spread(atMost: 4000)).counts.reduce(0, +) == 3600)
    let confusion = String(
      decoding: place.contents("run/plots/confusion.svg") ?? Data(), as: UTF8.self)
    #expect(confusion.contains("perceptron") && !confusion.contains("examples)"))
    #expect(experiment.folder.exists)
  }

  @Test func endAtAnInterrupt() throws {
    let (experiment, data, history) = try trained()
    try FileManager.default.removeItem(atPath: experiment.folder.plotsFolder)
    let interrupt = Interrupt()
    interrupt.request()
    #expect(throws: TrainingError.self) {
      try experiment.drawPictures(of: history, on: data, interrupt: interrupt)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: experiment.folder.plotsFolder)
    #expect(names.sorted() == ["accuracy.svg", "loss.svg"])
  }
}
