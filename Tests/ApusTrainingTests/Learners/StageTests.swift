import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import ExampleLearners
import Foundation
import Testing

@testable import ApusTraining

/// Stages with batch sizes of their own.
@Suite struct StageTests {
  private let folder = TemporaryFolder()
  private let data = quadrants(21, seed: 1)

  private func learner(_ size: Int? = 10) -> StagedClassifier {
    RandomGenerator.with(seed: 4) { StagedClassifier(classes: 4, batchSize: size) }
  }

  private func fit(
    _ learner: StagedClassifier, _ run: RunFolder? = nil, epochs: Int = 4,
    callbacks: [any Callback] = [], interrupt: Interrupt? = nil
  ) throws -> History {
    try learner.fit(
      data, epochs: epochs, batchSize: 7, run: run, callbacks: callbacks,
      reporter: SilentReporter(), interrupt: interrupt)
  }

  @Test func everyStageHasItsBatches() throws {
    func sizes(_ size: Int?) throws -> [Int] {
      var sizes: [Int] = []
      let callback = LambdaCallback(stepEnds: { context in
        sizes.append(context.batchFeatures?.shape[0] ?? 0)
      })
      _ = try fit(learner(size), callbacks: [callback])
      return sizes
    }
    let small = [4, 4, 4, 4, 4, 1]
    #expect(try sizes(10) == small + small + [10, 10, 1] + [10, 10, 1])
    #expect(try sizes(nil) == small + small + [7, 7, 7] + [7, 7, 7])
    // No batch has more examples than there are.
    #expect(try sizes(1000) == small + small + [21] + [21])
  }

  /// Both sides of the boundary between the stages included, which is after step 12.
  @Test(arguments: 1..<17) func endsInTheSameBytesFromEveryStep(_ steps: Int) throws {
    let whole = RunFolder(folder["whole"])
    _ = try fit(learner(), whole)
    let expected = try #require(FileManager.default.contents(atPath: whole.modelFile))
    let run = RunFolder(folder["run"])
    let interrupt = Interrupt()
    let callback = LambdaCallback(stepEnds: { context in
      if context.totalSteps == steps { interrupt.request() }
    })
    #expect(try fit(learner(), run, callbacks: [callback], interrupt: interrupt).wasInterrupted)
    #expect(try !fit(learner(), run).wasInterrupted)
    #expect(FileManager.default.contents(atPath: run.modelFile) == expected)
  }

  @Test func otherSizesAreRefused() throws {
    let run = RunFolder(folder["run"])
    _ = try fit(learner(), run, epochs: 1)
    let error = #expect(throws: TrainingError.self) { try fit(learner(9), run) }
    #expect(error?.description.contains("batch sizes of stages [4, 10], not [4, 9]") == true)
    #expect(try fit(learner(), run).epochs.count == 4)
  }

  @Test func aSourceOfOneSizeIsRefused() throws {
    let error = #expect(throws: TrainingError.self) {
      try learner().fit(NumberStream(length: 3), epochs: 1, reporter: SilentReporter())
    }
    #expect(error?.description.contains("\"head\" has batches of 4, but its source") == true)
  }

  @Test func stagesKnowTheirEpochs() {
    let stages = [Stage("a", epochs: 2), Stage("b", epochs: 3, batchSize: 4), Stage("c")]
    #expect((0..<7).map { stages.stage(ofEpoch: $0) } == [0, 0, 1, 1, 1, 2, 2])
    #expect((0..<3).map { stages.firstEpoch(ofStage: $0) } == [0, 2, 5])
    #expect(stages.batchSizes == [0, 4, 0] && [Stage()].batchSizes.isEmpty)
  }
}
