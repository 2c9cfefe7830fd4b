import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import ExampleLearners
import Foundation
import Testing

@testable import ApusTraining

/// Learners of every kind, stopped at every kind of moment, end in the same bytes as those that
/// were not.
@Suite struct ResumptionTests {
  /// Asks to stop after so many steps.
  private final class StopAfter: Callback {
    let steps: Int
    let interrupt: Interrupt
    let wantsSteps = true

    init(_ steps: Int, _ interrupt: Interrupt) {
      self.steps = steps
      self.interrupt = interrupt
    }

    func stepEnds(_ context: TrainingContext) {
      if context.totalSteps >= steps { interrupt.request() }
    }
  }

  /// A training that can be begun anew.
  struct Training: Sendable, CustomTestStringConvertible {
    let name: String
    let fit: @Sendable (RunFolder, [any Callback], Interrupt?) throws -> History
    var testDescription: String { name }
  }

  static let trainings = [
    Training(name: "a pair") { run, callbacks, interrupt in
      let data = TensorDataset(
        .randomUniform([40, 4], generator: RandomGenerator(seed: 1)), .zeros([40, 1]))
      return try AdversarialPair(size: 4).fit(
        data, epochs: 7, batchSize: 4, run: run, checkpointEvery: 3, callbacks: callbacks,
        reporter: SilentReporter(), interrupt: interrupt)
    },
    Training(name: "two heads") { run, callbacks, interrupt in
      let generator = RandomGenerator(seed: 3)
      let learner = RandomGenerator.with(generator) { TwoHeads.learner(generator) }
      return try learner.fit(
        TwoHeads.examples(64, seed: 1), epochs: 4, batchSize: 8,
        validation: TwoHeads.examples(20, seed: 2), run: run, checkpointEvery: 3,
        callbacks: callbacks, reporter: SilentReporter(), interrupt: interrupt)
    },
    Training(name: "a stream of unknown length") { run, callbacks, interrupt in
      try CurveFitter().fit(
        NumberStream(length: 7), epochs: 4, run: run, checkpointEvery: 3, callbacks: callbacks,
        reporter: SilentReporter(), interrupt: interrupt)
    },
    Training(name: "a stream in counted steps") { run, callbacks, interrupt in
      try CurveFitter().fit(
        NumberStream(length: 11), epochs: 4, stepsPerEpoch: 7, run: run, checkpointEvery: 3,
        callbacks: callbacks, accumulationSteps: 2, reporter: SilentReporter(),
        interrupt: interrupt)
    },
    Training(name: "a growing network") { run, callbacks, interrupt in
      try GrowingNetwork(classes: 4).fit(
        quadrants(60, seed: 1), epochs: 6, batchSize: 10, validation: quadrants(20, seed: 2),
        run: run, checkpointEvery: 3, callbacks: callbacks, reporter: SilentReporter(),
        interrupt: interrupt)
    },
    Training(name: "stages of different batch sizes") { run, callbacks, interrupt in
      let learner = RandomGenerator.with(seed: 4) { StagedClassifier(classes: 4, batchSize: 10) }
      return try learner.fit(
        quadrants(21, seed: 1), epochs: 5, batchSize: 7, validation: quadrants(20, seed: 2),
        run: run, checkpointEvery: 3, callbacks: callbacks, reporter: SilentReporter(),
        interrupt: interrupt)
    },
    Training(name: "stages of different batch sizes in counted steps") {
      run, callbacks, interrupt in
      let learner = RandomGenerator.with(seed: 4) { StagedClassifier(classes: 4) }
      let loader = DataLoader(quadrants(21, seed: 1), batchSize: 9, shuffleSeed: 3)
      return try learner.fit(
        LoaderSource(loader), epochs: 5, stepsPerEpoch: 4, seed: 3, run: run, checkpointEvery: 3,
        callbacks: callbacks, accumulationSteps: 2, reporter: SilentReporter(),
        interrupt: interrupt)
    },
    Training(name: "a replay buffer") { run, callbacks, interrupt in
      let agent = RandomGenerator.with(seed: 2) { ReplayAgent() }
      return try agent.fit(
        agent.makeSource(stepsPerEpoch: 9), epochs: 4, run: run, checkpointEvery: 3,
        callbacks: callbacks, reporter: SilentReporter(), interrupt: interrupt)
    },
    Training(name: "a self-organizing map") { run, callbacks, interrupt in
      try SelfOrganizingMap(units: 10, size: 2).fit(
        quadrants(40, seed: 1), epochs: 4, batchSize: 8, validation: quadrants(10, seed: 2),
        run: run, checkpointEvery: 3, callbacks: callbacks, reporter: SilentReporter(),
        interrupt: interrupt)
    },
  ]

  @Test(arguments: trainings) func endsInTheSameBytes(_ training: Training) throws {
    let folder = TemporaryFolder()
    let whole = RunFolder(folder["whole"])
    let history = try training.fit(whole, [], nil)
    let expected = try #require(FileManager.default.contents(atPath: whole.modelFile))
    #expect(!expected.isEmpty && history.epochs.count > 3)
    for steps in [1, 4, 8, 13, 17] {
      let run = RunFolder(folder["parts-\(steps)"])
      let interrupt = Interrupt()
      let stopped = try training.fit(run, [StopAfter(steps, interrupt)], interrupt)
      #expect(stopped.wasInterrupted)
      let resumed = try training.fit(run, [], nil)
      #expect(!resumed.wasInterrupted && resumed.epochs.count == history.epochs.count)
      #expect(FileManager.default.contents(atPath: run.modelFile) == expected, "after \(steps)")
      for (a, b) in zip(resumed.epochs, history.epochs) {
        #expect(a.values.elementsEqual(b.values, by: ==))
      }
    }
  }
}
