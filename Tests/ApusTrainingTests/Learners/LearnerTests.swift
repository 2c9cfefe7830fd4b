import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import ExampleLearners
import Foundation
import Testing

@testable import ApusTraining

@Suite struct LearnerTests {
  @Test func twoOutputsOfDifferentKindsLearn() throws {
    let generator = RandomGenerator(seed: 1)
    let learner = RandomGenerator.with(generator) { TwoHeads.learner(generator) }
    let history = try learner.fit(
      TwoHeads.examples(600, seed: 1), epochs: 30, batchSize: 20,
      validation: TwoHeads.examples(200, seed: 2), reporter: SilentReporter())
    let last = try #require(history.epochs.last)
    #expect(
      last.values.map(\.name) == [
        "loss", "quadrant_loss", "length_loss", "quadrant_accuracy", "val_loss",
        "val_quadrant_loss", "val_length_loss", "val_quadrant_accuracy",
      ])
    #expect(try #require(last["val_quadrant_accuracy"]) > 0.93)
    #expect(try #require(last["val_length_loss"]) < 0.05)
    // The loss is the weighted sum of the parts.
    let parts = try #require(last["quadrant_loss"]) + 0.5 * (try #require(last["length_loss"]))
    #expect(abs(try #require(last["loss"]) - parts) < 1e-5)
  }

  @Test func outputsAreGivenByNameOrInOrder() throws {
    let model = TwoHeads.model()
    model.compile(
      optimizer: Adam(),
      losses: [
        "length": .meanSquaredError, "quadrant": .sparseCategoricalCrossEntropy(fromLogits: true),
      ], lossWeights: ["length": 0.5], metrics: ["quadrant": [.accuracy]])
    #expect(
      model.trainer.goals.map(\.loss.name) == [
        "sparseCategoricalCrossEntropy", "meanSquaredError",
      ])
    let history = try model.fit(
      TwoHeads.examples(50, seed: 1), epochs: 1, reporter: SilentReporter())
    #expect(history.epochs[0]["quadrant_accuracy"] != nil)
    let other = SupervisedLearner(
      TwoHeads.model(), optimizer: SGD(),
      goals: [
        OutputGoal(nil, .sparseCategoricalCrossEntropy(fromLogits: true)),
        OutputGoal(nil, .meanSquaredError),
      ])
    #expect(
      try other.evaluate(TwoHeads.examples(50, seed: 1)).values.map(\.name)
        == ["loss", "quadrant_loss", "length_loss"])
  }

  /// A mean over tokens: batches of different lengths accumulate to the gradient of one large
  /// batch.
  @Test func sequenceLossesAreWeighedByTokens() throws {
    let tokens = (0..<24).map { Float($0 % 5) }
    let lengths = [6, 2, 5, 1]
    func masked(_ rows: Range<Int>) -> (x: Tensor, mask: Tensor, count: Double) {
      let x = Tensor(
        Array(tokens[rows.lowerBound * 6..<rows.upperBound * 6]), shape: [rows.count, 6])
      let mask = rows.flatMap { row in (0..<6).map { $0 < lengths[row] ? Float(1) : 0 } }
      return (x, Tensor(mask, shape: [rows.count, 6]), Double(mask.reduce(0, +)))
    }
    func train(_ parts: [Range<Int>]) throws -> (weight: Double, loss: Double) {
      let scale = Scale()
      let engine = StepEngine(
        [Player(SGD(learningRate: 0.1), moves: [scale])], generator: RandomGenerator(seed: 0))
      engine.accumulates = true
      var tally = Tally([])
      for (place, rows) in parts.enumerated() {
        engine.updates = place == parts.count - 1
        let (x, mask, count) = masked(rows)
        let batch = Batch(inputs: ["tokens": x, "tokens.mask": mask])
        let loss = try engine.scoped(on: batch) {
          try engine.minimize(weight: count) {
            let error = (scale.factor * x - 1) * mask
            return (error * error).sum() / count
          }
        }
        tally.add(Report("loss", loss, weight: count), batch)
      }
      return (scale.factor.item, tally.values[0].value)
    }
    let whole = try train([0..<4])
    let parts = try train([0..<1, 1..<3, 3..<4])
    #expect(abs(whole.weight - parts.weight) < 1e-6 && abs(whole.loss - parts.loss) < 1e-6)
  }

  private final class Scale: Module { @Parameter var factor = Tensor(Float(2)) }

  @Test func aPairDrawsThreeBatchesAStep() throws {
    let data = TensorDataset(
      .randomUniform([40, 4], generator: RandomGenerator(seed: 1)), .zeros([40, 1]))
    let pair = AdversarialPair(size: 4)
    let history = try pair.fit(data, epochs: 2, batchSize: 4, reporter: SilentReporter())
    // Ten batches an epoch: four steps of three, the last of which begins the next pass.
    #expect(pair.players.map(\.optimizer.step) == [7, 21])
    #expect(history.epochs[0].values.map(\.name) == ["critic", "generator"])
  }

  @Test func anAgentLearnsFromWhatItSaw() throws {
    let agent = RandomGenerator.with(seed: 2) { ReplayAgent() }
    let history = try agent.fit(agent.makeSource(), epochs: 20, reporter: SilentReporter())
    #expect(try #require(history["val_return"].last) > 0.6)
  }

  @Test func aMapOrdersItselfWithoutGradients() throws {
    let map = SelfOrganizingMap(units: 20, size: 2)
    let before = try map.evaluate(quadrants(200, seed: 2))["distance"] ?? .nan
    try map.fit(quadrants(200, seed: 1), epochs: 10, batchSize: 10, reporter: SilentReporter())
    let after = try map.evaluate(quadrants(200, seed: 2))["distance"] ?? .nan
    #expect(after < before / 2)
  }

  @Test func mistakesAreOneLine() throws {
    let data = quadrants(20, seed: 1)
    final class Lost: Learner {
      let layer = Dense(2)
      let unused = Dense(2)
      lazy var networks = [Network("model", layer)]
      lazy var players = [Player("one", SGD(), moves: [layer, unused])]
      func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
        try engine.minimize(batch.count > 4 ? "one" : "two") { layer(batch.features).mean() }
        return Report()
      }
    }
    let unbuilt = #expect(throws: TrainingError.self) {
      try Lost().fit(data, epochs: 1, reporter: SilentReporter())
    }
    #expect(unbuilt?.description.contains("1.weight of one has no shape yet") == true)
    let unnamed = #expect(throws: TrainingError.self) {
      try Lost().fit(data, epochs: 1, batchSize: 3, reporter: SilentReporter())
    }
    #expect(unnamed?.description.contains("no player \"two\"; the learner's are: one") == true)
    // A pipe that can be read once is told before training where there is a run.
    final class Pipe: Source {
      let inputs = [Field("x", [1])]
      let resumption = Resumption.impossible("a pipe can be read only once")
      var left = 3
      func begin(epoch: Int, batch: Int) {}
      func next() -> Batch? {
        left -= 1
        return left < 0
          ? nil : Batch(inputs: ["x": .ones([2, 1])], targets: ["y": .ones([2, 1])])
      }
    }
    let run = RunFolder(TemporaryFolder()["run"])
    let notes = NotingReporter()
    try CurveFitter().fit(Pipe(), epochs: 1, run: run, reporter: notes)
    #expect(notes.notes == ["this run cannot be resumed: a pipe can be read only once"])
    #expect(throws: TrainingError.self) {
      try CurveFitter().fit(Pipe(), epochs: 2, run: run, reporter: SilentReporter())
    }
  }
}
