import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import Foundation
import Testing

@testable import ApusTraining

@Suite struct EnsembleTests {
  private let train = quadrants(200, seed: 5)
  private let test = quadrants(200, seed: 6)
  private let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)

  private func model() -> Sequential {
    Sequential {
      Dense(16, activation: .tanh)
      Dropout(0.3)
      Dense(2)
    }
  }

  @Test func isEvaluatedAsAModel() throws {
    let models = try (0..<3).map { seed in
      let model = model()
      let trainer = Trainer(
        model, optimizer: Adam(learningRate: 0.02), loss: loss,
        generator: RandomGenerator(seed: UInt64(seed)))
      try trainer.fit(train, epochs: 20, reporter: SilentReporter())
      return model
    }
    func evaluation(_ layer: any Layer) throws -> Evaluation {
      try Trainer(layer, optimizer: SGD(), loss: loss, metrics: [Accuracy()]).evaluate(test)
    }
    let single = try models.map { try evaluation($0).loss }
    let together = try evaluation(Ensemble(models))
    // By Jensen's inequality no worse than the members' mean.
    #expect(together.loss <= single.reduce(0, +) / 3)
    #expect(abs(try evaluation(Ensemble([models[0]])).loss - single[0]) < 1e-6)
    #expect((together["accuracy"] ?? 0) > 0.9)
  }

  @Test func bagsItsExamples() throws {
    var sizes: [Int] = []
    let bagging = try train.bagged(4, seed: 3) { number, sample in
      let model = model()
      sizes.append(sample.count)
      let trainer = Trainer(
        model, optimizer: Adam(learningRate: 0.02), loss: loss,
        generator: RandomGenerator(seed: UInt64(number)))
      try trainer.fit(sample, epochs: 25, reporter: SilentReporter())
      return model
    }
    #expect(sizes == [200, 200, 200, 200] && bagging.ensemble.members.count == 4)
    #expect((150...200).contains(bagging.outOfBagCount) && bagging.outOfBagAccuracy > 0.8)
    let positions = train.bootstrapPositions(2, seed: 3)
    #expect(Set(positions[1].drawn).union(positions[1].left) == Set(0..<200))
  }

  @Test func dropoutThatStaysActiveDisagrees() {
    let model = model()
    let input = Tensor.randomNormal([5, 2], generator: RandomGenerator(seed: 1))
    func uncertainty(_ seed: UInt64) -> PredictiveUncertainty {
      RandomGenerator.with(seed: seed) { .monteCarlo(model, input, samples: 20) }
    }
    RandomGenerator.with(seed: 1) { _ = model.build([2]) }
    _ = model(input)
    let first = uncertainty(4)
    #expect(first.mutualInformation.doubles.allSatisfy { $0 > 0 })
    #expect(first.variance.shape == [5, 2] && first.entropy.shape == [5])
    #expect(first.mean.doubles == uncertainty(4).mean.doubles)
    #expect(first.mean.doubles != uncertainty(5).mean.doubles)
    // Two probabilities sum to 1 in every answer, and so they vary alike.
    let variances = first.variance.doubles
    for row in 0..<5 { #expect(abs(variances[2 * row] - variances[2 * row + 1]) < 1e-6) }
  }

  @Test func stochasticDepthIsSampledToo() {
    let input = Input([4])
    let branch = DropPath(0.5)(Dense(4)(input))
    let model = Model(inputs: input, outputs: Dense(3)(Add()(input, branch)))
    let uncertainty = RandomGenerator.with(seed: 2) {
      PredictiveUncertainty.monteCarlo(
        model, Tensor.randomNormal([6, 4], generator: RandomGenerator(seed: 1)), samples: 12)
    }
    #expect(uncertainty.mutualInformation.doubles.contains { $0 > 0.001 })
  }

  @Test func snapshotsAreTakenWhereCyclesEnd() throws {
    func fit(_ schedule: any LearningRateSchedule, keep: Int? = nil) throws -> (
      SnapshotEnsemble, Trainer
    ) {
      let optimizer = SGD(learningRate: 0.1)
      optimizer.schedule = schedule
      let trainer = Trainer(
        model(), optimizer: optimizer, loss: loss, generator: RandomGenerator(seed: 1))
      let snapshots = SnapshotEnsemble(keep: keep)
      try trainer.fit(
        train, epochs: 6, batchSize: 20, callbacks: [snapshots], reporter: SilentReporter())
      return (snapshots, trainer)
    }
    // 60 updates: cycles of 20 end with updates 20, 40 and 60.
    let restarts = CosineDecayRestarts(initialRate: 0.2, firstDecaySteps: 20, periodFactor: 1)
    let (snapshots, trainer) = try fit(restarts)
    #expect(snapshots.snapshots.count == 3)
    let last = try #require(snapshots.snapshots.last)
    for (name, value) in trainer.model.weights {
      #expect(last[name]?.floats == value.floats, "\(name)")
    }
    #expect(try fit(restarts, keep: 2).0.snapshots.count == 2)
    // Up in 5 and down in 10: it turns upwards before updates 16, 31 and 46; the end is no turn.
    let cyclic = CyclicRate(baseRate: 0.01, maximalRate: 0.2, stepsUp: 5, stepsDown: 10)
    #expect(try fit(cyclic).0.snapshots.count == 3)
    let ensemble = try snapshots.ensemble(of: trainer.model, inputShape: [2])
    #expect(ensemble.members.count == 3)
    let features = try test.all().features
    #expect(agrees(ensemble.members[2](features), trainer.predict(features)))
    #expect(throws: TrainingError.self) {
      try SnapshotEnsemble().ensemble(of: trainer.model, inputShape: [2])
    }
    #expect(throws: TrainingError.self) {
      try makeTrainer().fit(
        train, epochs: 1, callbacks: [.snapshots()], reporter: SilentReporter())
    }
  }

  @Test func snapshotsSurviveAResumption() throws {
    func run(_ folder: TemporaryFolder, epochs: Int) throws -> SnapshotEnsemble {
      let optimizer = SGD(learningRate: 0.1)
      optimizer.schedule = CosineDecayRestarts(
        initialRate: 0.2, firstDecaySteps: 15, periodFactor: 1)
      let trainer = Trainer(
        model(), optimizer: optimizer, loss: loss, generator: RandomGenerator(seed: 1))
      let snapshots = SnapshotEnsemble()
      try trainer.fit(
        train, epochs: epochs, batchSize: 20, run: RunFolder(folder.path), callbacks: [snapshots],
        reporter: SilentReporter())
      return snapshots
    }
    let (whole, halves) = (TemporaryFolder(), TemporaryFolder())
    let expected = try run(whole, epochs: 6)
    _ = try run(halves, epochs: 4)
    let found = try run(halves, epochs: 6)
    #expect(expected.snapshots.count == 4 && found.snapshots.count == 4)
    for (a, b) in zip(expected.snapshots, found.snapshots) {
      #expect(a.keys.sorted() == b.keys.sorted())
      for (name, value) in a { #expect(b[name]?.floats == value.floats) }
    }
  }
}
