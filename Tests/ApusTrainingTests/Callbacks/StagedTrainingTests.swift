import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import Testing

@testable import ApusTraining

@Suite struct StagedTrainingTests {
  @Test(arguments: [
    ("dense", true), ("dense.weight", true), ("den*", true), ("*", true), ("*.weight", true),
    ("d*e.w*t", true), ("dens", false), ("weight", false), ("*.bias", false), ("e*", false),
  ])
  func patternsMeanPathsAndTheirBeginnings(_ pattern: String, _ isMeant: Bool) {
    #expect(StagedTraining.matches("dense.weight", pattern) == isMeant)
  }

  private func fit(_ stages: [StagedTraining.Stage], epochs: Int, run: RunFolder? = nil) throws
    -> (model: Sequential, rate: Double)
  {
    let model = Sequential {
      Dense(4, activation: .tanh)
      Dense(2)
    }
    let optimizer = SGD(learningRate: 0.5)
    let learner = SupervisedLearner(
      model, optimizer: optimizer, loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      generator: RandomGenerator(seed: 1))
    try learner.fit(
      quadrants(40, seed: 1), epochs: epochs, batchSize: 10, run: run,
      callbacks: [.stages(stages)], reporter: SilentReporter())
    return (model, optimizer.learningRate)
  }

  @Test func whatIsFrozenStaysUntilItIsThawed() throws {
    let stages = [
      StagedTraining.Stage(from: 2, freeze: ["dense"]),
      StagedTraining.Stage(from: 4, thaw: ["*"], learningRate: 0.01),
    ]
    let one = try fit(stages, epochs: 1)
    let three = try fit(stages, epochs: 3)
    let first = { (model: Sequential) in model.weights["dense.weight"]?.floats }
    let second = { (model: Sequential) in model.weights["dense_1.weight"]?.floats }
    #expect(first(one.model) == first(three.model) && second(one.model) != second(three.model))
    #expect(three.rate == 0.5)
    let four = try fit(stages, epochs: 4)
    #expect(first(four.model) != first(three.model) && four.rate == 0.01)
    // A run that goes on is in the stage of its epoch.
    let run = RunFolder(TemporaryFolder()["run"])
    _ = try fit(stages, epochs: 2, run: run)
    let resumed = try fit(stages, epochs: 4, run: run)
    #expect(first(resumed.model) == first(four.model))
  }

  @Test func aPatternWithoutAParameterIsAMistake() {
    let error = #expect(throws: TrainingError.self) {
      try fit([StagedTraining.Stage(from: 1, freeze: ["conv*"])], epochs: 1)
    }
    #expect(error?.description.contains("\"conv*\" means no parameter") == true)
  }
}
