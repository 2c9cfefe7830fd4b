import ApusCore
import ApusData
import ApusFiles
import ApusNN
import Testing

@testable import ApusTraining

@Suite struct LearningRateRangeTestTests {
  private func tested(_ rates: [Double], _ losses: [Double]) -> LearningRateRangeTest {
    var test = LearningRateRangeTest()
    for (rate, loss) in zip(rates, losses) where !test.add(loss, at: rate) { break }
    return test
  }

  @Test func theTurningPointIsTheLeastSmoothedLoss() throws {
    let rates = (1...40).map(Double.init)
    // Falls by 1 a step from 20 on, and climbs by 5 from the twentieth step on.
    let losses = (0..<40).map { (step: Int) -> Double in
      step < 20 ? 20 - Double(step) : 5 * Double(step - 19)
    }
    let test = tested(rates, losses)
    #expect(abs(test.points[0].loss - 20) < 1e-12)
    #expect((20...26).contains(test.turningPoint), "\(test.turningPoint)")
    #expect(test.suggestion == test.turningPoint / 10)
    #expect(test.points.count < 40)
    #expect(tested([1], [.nan]).points.isEmpty)
    let broken = tested([1, 2, 3], [3, 2, .infinity])
    #expect(broken.points.count == 2 && broken.turningPoint == 2)
    #expect(test.chart.svg.contains("suggestion"))
  }

  @Test func leavesEverythingAsItWas() throws {
    let generator = RandomGenerator(seed: 5)
    let inputs = Tensor.randomNormal([64, 3], generator: generator)
    let labels = (inputs.sum(axis: 1) .> 0).cast(to: .int32)
    let data = TensorDataset(inputs, labels, classNames: ["below", "above"])
    let optimizer = Adam(learningRate: 0.02)
    let trainer = Trainer(
      Sequential {
        Dense(8, activation: .tanh); Dropout(0.1); Dense(2)
      }, optimizer: optimizer,
      loss: .sparseCategoricalCrossEntropy(fromLogits: true), generator: generator)
    try trainer.fit(data, epochs: 1, batchSize: 16, reporter: SilentReporter())
    let weights = trainer.model.weights.mapValues(\.floats)
    let state = optimizer.state(of: trainer.model.namedParameters)
    let stream = generator.state
    let test = try trainer.learningRateRangeTest(on: data, to: 100, steps: 60, batchSize: 16)
    #expect(test.points.count > 20 && (1e-3...10).contains(test.turningPoint))
    #expect(trainer.model.weights.mapValues(\.floats) == weights)
    let after = optimizer.state(of: trainer.model.namedParameters)
    #expect(after.step == state.step)
    #expect(after.tensors.mapValues(\.floats) == state.tensors.mapValues(\.floats))
    #expect(generator.state == stream && optimizer.learningRate == 0.02)
  }

  /// Examples that can be read twice, and then no more.
  private struct Failing: Dataset {
    let base: TensorDataset
    var count: Int { base.count }
    var inputs: [Field] { base.inputs }
    var targets: [Field] { base.targets }
    func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
      if positions.contains(7) {
        throw DataError(.inaccessible, "a file", "cannot be read", advice: "look")
      }
      return base.batch(at: positions, epoch: epoch)
    }
  }

  @Test func anErrorLeavesTheWeightsAsTheyWere() throws {
    let base = TensorDataset(
      .ones([8, 1]), Tensor([0, 1, 0, 1, 0, 1, 0, 1] as [Int32]), classNames: ["a", "b"])
    let trainer = Trainer(
      Dense(2), optimizer: SGD(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      generator: RandomGenerator(seed: 1))
    try trainer.fit(base, epochs: 1, reporter: SilentReporter())
    let weights = trainer.model.weights.mapValues(\.floats)
    #expect(throws: DataError.self) {
      try trainer.learningRateRangeTest(
        on: Failing(base: base), from: 1e-4, to: 1e-3, steps: 20, batchSize: 1, seed: nil)
    }
    #expect(trainer.model.weights.mapValues(\.floats) == weights)
  }

  @Test func impossibleRangesThrow() throws {
    let data = TensorDataset(
      .zeros([4, 1]), Tensor([0, 1, 0, 1] as [Int32]), classNames: ["a", "b"])
    let trainer = Trainer(
      Dense(2), optimizer: SGD(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
    #expect(throws: TrainingError.self) { try trainer.learningRateRangeTest(on: data, from: 0) }
    #expect(throws: TrainingError.self) {
      try trainer.learningRateRangeTest(on: data, from: 1, to: 0.5)
    }
    #expect(throws: TrainingError.self) { try trainer.learningRateRangeTest(on: data, steps: 1) }
  }
}
