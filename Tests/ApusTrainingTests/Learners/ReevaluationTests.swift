import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import Foundation
import Testing

@testable import ApusTraining

/// Optimizers that evaluate a step's loss again.
@Suite struct ReevaluationTests {
  private let folder = TemporaryFolder()
  private let data = quadrants(40, seed: 1)

  /// A learner with dropout and moving statistics that counts evaluations.
  private final class Counting: Learner {
    let norm = BatchNormalization()
    let first = Dense(8, activation: .tanh)
    let second = Dense(2)
    let optimizer: any Optimizer
    let clipping: GradientClipping?
    private(set) var evaluations = 0
    /// What the last element of each evaluation's mask was drawn as.
    private(set) var draws: [Float] = []
    lazy var networks = [Network("model", Sequential([first, norm, second]))]
    lazy var players = [
      Player(optimizer, moves: [first, norm, second], clipping: clipping)
    ]

    init(_ optimizer: any Optimizer, clipping: GradientClipping? = nil) {
      self.optimizer = optimizer
      self.clipping = clipping
    }

    func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
      let loss = try engine.minimize {
        let hidden = dropout(norm(first(batch.features)), rate: 0.2)
        let draw = Tensor.randomUniform([1])
        if draw.device != .meta {
          evaluations += 1
          draws.append(draw.floats[0])
        }
        return Loss.sparseCategoricalCrossEntropy(fromLogits: true)(second(hidden), batch.labels)
      }
      return ["loss": loss]
    }
  }

  private func train(
    _ learner: Counting, accumulationSteps: Int = 1
  ) throws -> RandomGenerator {
    let generator = RandomGenerator(seed: 3)
    _ = try RandomGenerator.with(generator) {
      try learner.fit(
        data, epochs: 1, batchSize: 40, seed: nil, accumulationSteps: accumulationSteps,
        generator: generator, reporter: SilentReporter())
    }
    return generator
  }

  @Test func effectsAreThoseOfOneEvaluation() throws {
    let learner = Counting(LBFGSOptimizer(iterations: 5))
    let plain = Counting(SGD(learningRate: 0))
    let (generator, other) = (try train(learner), try train(plain))
    #expect(learner.evaluations > 4 && plain.evaluations > 0)
    let drawn = learner.draws.suffix(4)
    #expect(Set(drawn).count == 1 && plain.draws.last == drawn.last)
    #expect(generator.state == other.state)
    #expect(learner.norm.movingMean.floats == plain.norm.movingMean.floats)
    #expect(learner.norm.movingVariance.floats == plain.norm.movingVariance.floats)
    #expect(
      learner.first.parameters[0].wrappedValue.floats
        != plain.first.parameters[0].wrappedValue.floats)
  }

  /// Batches of the whole data set, and a loss without chance: what the method is for.
  @Test func aCompiledModelLearns() throws {
    let model = RandomGenerator.with(seed: 1) {
      Sequential {
        Dense(8, activation: .tanh)
        Dense(2)
      }
    }
    model.compile(
      optimizer: LBFGSOptimizer(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      metrics: [.accuracy])
    let history = try model.fit(data, epochs: 15, batchSize: 40, reporter: SilentReporter())
    #expect((history["loss"].last ?? 1) < 0.01 && history["accuracy"].last == 1)
  }

  @Test func whatDoesNotGoTogetherIsRefused() throws {
    let gathered = #expect(throws: TrainingError.self) {
      try train(Counting(LBFGSOptimizer()), accumulationSteps: 2)
    }
    #expect(gathered?.description.contains("without accumulationSteps") == true)
    let clipped = #expect(throws: TrainingError.self) {
      try train(Counting(LBFGSOptimizer(), clipping: .norm(1)))
    }
    #expect(clipped?.description.contains("leave out the clipping of optimizer") == true)
    let learner = Counting(LBFGSOptimizer())
    let engine = StepEngine(learner.players, generator: RandomGenerator(seed: 1))
    #expect(throws: TrainingError.self) { try engine.update("optimizer", []) }
  }

  /// Measures read the outputs of the step's own evaluation.
  @Test func measuresSeeTheStepsOutputs() throws {
    func accuracy(_ optimizer: any Optimizer) throws -> [Double] {
      let trainer = makeTrainer(optimizer: optimizer)
      return try trainer.fit(data, epochs: 1, batchSize: 40, reporter: SilentReporter())["accuracy"]
    }
    #expect(try accuracy(LBFGSOptimizer()) == accuracy(SGD(learningRate: 0)))
  }

  @Test(arguments: [1, 2, 3, 5]) func endsInTheSameBytes(_ steps: Int) throws {
    func fit(_ run: RunFolder, stopAfter: Int? = nil) throws -> History {
      let interrupt = Interrupt()
      let callback = LambdaCallback(stepEnds: { context in
        if context.totalSteps == stopAfter { interrupt.request() }
      })
      return try makeTrainer(optimizer: LBFGSOptimizer(memory: 4, iterations: 3)).fit(
        data, epochs: 4, batchSize: 20, run: run, callbacks: [callback],
        reporter: SilentReporter(), interrupt: interrupt)
    }
    let (whole, run) = (RunFolder(folder["whole"]), RunFolder(folder["run"]))
    let history = try fit(whole)
    #expect(try fit(run, stopAfter: steps).wasInterrupted)
    #expect(
      try fit(run).epochs.map(\.values.last?.value) == history.epochs.map(\.values.last?.value))
    let expected = try #require(FileManager.default.contents(atPath: whole.modelFile))
    #expect(FileManager.default.contents(atPath: run.modelFile) == expected)
  }
}
