import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import Foundation
import Testing

@testable import ApusTraining

@Suite struct TrainerTests {
  private let train = quadrants(300, seed: 5)
  private let test = quadrants(100, seed: 6)

  private func bytes(_ trainer: Trainer) -> [[Double]] {
    trainer.model.weights.sorted { $0.key < $1.key }.map { $0.value.doubles }
  }

  @Test func whatIsNoNumberIsSavedToo() throws {
    let folder = TemporaryFolder()
    let path = folder["a.safetensors"]
    var position = TrainingPosition()
    position.tally.measures = [[.nan, .infinity, -.infinity, 2]]
    let layer = Dense(1)
    layer.build([2])
    try Checkpoint(
      position: position, generator: RandomGenerator(seed: 1).state,
      networks: [Network("model", layer)], players: [Player(SGD(), moves: [layer])]
    ).write(to: path)
    let read = try #require(try Checkpoint(contentsOf: path).position.tally.measures.first)
    #expect(read[0].isNaN && Array(read[1...]) == [.infinity, -.infinity, 2])
  }

  @Test func learnsAndRecordsItsHistory() throws {
    let trainer = makeTrainer()
    let history = try trainer.fit(
      train, epochs: 40, batchSize: 16, validation: test, reporter: SilentReporter())
    #expect(history.epochs.map(\.epoch) == Array(1...40))
    let last = try #require(history.epochs.last)
    #expect(last.values.map(\.name) == ["loss", "accuracy", "val_loss", "val_accuracy"])
    #expect((last["val_accuracy"] ?? 0) > 0.93)
    #expect(history["loss"][39] < history["loss"][0])
    let evaluation = try trainer.evaluate(test)
    #expect(evaluation.loss == last["val_loss"] && evaluation["accuracy"] == last["val_accuracy"])
  }

  @Test func learnsInBFloat16WithWeightsInFloat32() throws {
    let trainer = makeTrainer(precision: .bfloat16), exact = makeTrainer()
    let history = try trainer.fit(
      train, epochs: 40, batchSize: 30, validation: test, reporter: SilentReporter())
    try exact.fit(train, epochs: 40, batchSize: 30, reporter: SilentReporter())
    #expect((history["val_accuracy"].last ?? 0) > 0.95)
    #expect(bytes(trainer) != bytes(exact))
    for weight in trainer.model.weights.values {
      #expect(weight.dtype == .float32)
      #expect(weight.cast(to: .bfloat16).doubles != weight.doubles)
    }
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let runs = try (0..<2).map { _ in
      let trainer = makeTrainer(seed: 3)
      try trainer.fit(train, epochs: 2, batchSize: 32, seed: 3, reporter: SilentReporter())
      return bytes(trainer)
    }
    #expect(runs[0] == runs[1])
    let other = makeTrainer(seed: 4)
    try other.fit(train, epochs: 2, batchSize: 32, seed: 4, reporter: SilentReporter())
    #expect(bytes(other) != runs[0])
  }

  /// Interrupts after every possible number of steps in turn; each resumed run must end in the same
  /// bits.
  @Test func aResumedRunEndsInTheSameBits() throws {
    func optimizers() -> [any Optimizer] {
      [
        SGD(learningRate: 0.05, momentum: 0.9), RMSprop(learningRate: 0.005),
        Adam(learningRate: 0.01),
      ]
    }
    for kind in optimizers().indices {
      let whole = makeTrainer(optimizer: optimizers()[kind])
      let history = try whole.fit(
        train, epochs: 2, batchSize: 64, validation: test, reporter: SilentReporter())
      for steps in 1..<10 {
        let folder = TemporaryFolder()
        let run = RunFolder(folder.path)
        try run.create()
        let interrupt = Interrupt()
        let stopper = Stopper(after: steps, interrupt)
        let first = try makeTrainer(optimizer: optimizers()[kind]).fit(
          train, epochs: 2, batchSize: 64, validation: test, run: run, reporter: stopper,
          interrupt: interrupt)
        #expect(first.wasInterrupted == (steps < 10))
        let resumed = makeTrainer(seed: 99, optimizer: optimizers()[kind])
        let second = try resumed.fit(
          train, epochs: 2, batchSize: 64, validation: test, run: run, reporter: SilentReporter())
        #expect(bytes(resumed) == bytes(whole), "\(steps) steps")
        #expect(second.epochs.map { $0["loss"] } == history.epochs.map { $0["loss"] })
        #expect(second.epochs.map { $0["accuracy"] } == history.epochs.map { $0["accuracy"] })
        #expect(try run.history().epochs.map(\.epoch) == [1, 2])
      }
    }
  }

  @Test func checkpointsEverySoManyStepsAndKeepsTheNewest() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    try makeTrainer().fit(
      train, epochs: 1, batchSize: 30, run: run, checkpointEvery: 3, reporter: SilentReporter())
    let names = try run.checkpoints().map { ($0 as NSString).lastPathComponent }
    #expect(names == ["step-0000000009.safetensors", "step-0000000010.safetensors"])
  }

  @Test func aCheckpointOfAnotherModelIsRefused() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    try makeTrainer().fit(train, epochs: 1, run: run, reporter: SilentReporter())
    let other = Trainer(
      Sequential { Dense(2) }, optimizer: Adam(),
      loss: .sparseCategoricalCrossEntropy(fromLogits: true))
    #expect(throws: FileError.self) {
      try other.fit(train, epochs: 2, run: run, reporter: SilentReporter())
    }
    #expect(throws: TrainingError.self) {
      try makeTrainer(optimizer: SGD()).fit(train, epochs: 2, run: run, reporter: SilentReporter())
    }
  }

  @Test func damagedCheckpointsAreErrors() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    try makeTrainer().fit(train, epochs: 1, run: run, reporter: SilentReporter())
    let file = try #require(try run.latestCheckpoint())
    let whole = try #require(FileManager.default.contents(atPath: file))
    for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 97)) {
      try whole.prefix(count).write(to: URL(fileURLWithPath: file))
      #expect(throws: FileError.self, "\(count) bytes") {
        try makeTrainer().fit(train, epochs: 2, run: run, reporter: SilentReporter())
      }
    }
  }

  @Test func aRunGoesOnOnlyWithWhatItBeganWith() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    try makeTrainer().fit(train, epochs: 1, batchSize: 30, run: run, reporter: SilentReporter())
    func resume(_ data: TensorDataset, batchSize: Int, seed: UInt64?) throws {
      try makeTrainer().fit(
        data, epochs: 2, batchSize: batchSize, seed: seed, run: run, reporter: SilentReporter())
    }
    #expect(throws: TrainingError.self) { try resume(train, batchSize: 31, seed: 0) }
    #expect(throws: TrainingError.self) { try resume(test, batchSize: 30, seed: 0) }
    #expect(throws: TrainingError.self) { try resume(train, batchSize: 30, seed: 1) }
    #expect(throws: TrainingError.self) { try resume(train, batchSize: 30, seed: nil) }
    let lock = try run.lock()
    #expect(throws: TrainingError.self) { try resume(train, batchSize: 30, seed: 0) }
    withExtendedLifetime(lock) {}
    #expect(throws: TrainingError.self) { try run.create() }
  }

  @Test func aDamagedNewestCheckpointGivesWayToTheOneBefore() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    try makeTrainer().fit(
      train, epochs: 1, batchSize: 30, run: run, checkpointEvery: 4, reporter: SilentReporter())
    let files = try run.checkpoints()
    #expect(files.count == 2)
    try Data("cut".utf8).write(to: URL(fileURLWithPath: files[1]))
    let resumed = makeTrainer(seed: 7)
    try resumed.fit(train, epochs: 2, batchSize: 30, run: run, reporter: SilentReporter())
    let whole = makeTrainer()
    try whole.fit(train, epochs: 2, batchSize: 30, reporter: SilentReporter())
    #expect(bytes(resumed) == bytes(whole))
  }

  @Test func batchesLargerThanTheDataAreTheData() throws {
    let history = try makeTrainer().fit(
      test, epochs: 1, batchSize: .max, reporter: SilentReporter())
    #expect(history.epochs.count == 1)
  }

  @Test func impossibleRequestsAreErrors() {
    #expect(throws: TrainingError.self) { try makeTrainer().fit(train, epochs: 0) }
    #expect(throws: TrainingError.self) { try makeTrainer().fit(train, epochs: 1, batchSize: 0) }
    #expect(throws: TrainingError.self) {
      try makeTrainer().fit(train, epochs: 1, checkpointEvery: 0)
    }
  }

  @Test func aSteadyStepAsksTheSystemForNoMemory() throws {
    let trainer = makeTrainer()
    let batch = try train.batch(at: Array(0..<64)[...])
    for _ in 0..<20 { trainer.step(batch.features, batch.labels) }
    let before = MemoryStatistics.current
    for _ in 0..<200 { trainer.step(batch.features, batch.labels) }
    let after = MemoryStatistics.current
    // Other tests run beside this one, so only its own thread's calls could be attributed: allow
    // none a step.
    #expect(after.systemAllocations - before.systemAllocations < 100)
  }

  @Test func compileFitEvaluatePredictAsInKeras() throws {
    let model = Sequential {
      Dense(16, activation: .tanh)
      Dense(2)
    }
    model.compile(
      optimizer: Adam(learningRate: 0.02), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      metrics: [.accuracy])
    let history = try model.fit(
      train, epochs: 20, batchSize: 16, validation: test, reporter: SilentReporter())
    #expect((history["val_accuracy"].last ?? 0) > 0.9)
    let all = try test.all()
    let prediction = try model.predict(all.features, batchSize: 33)
    #expect(prediction.shape == [100, 2])
    let right = zip(prediction.argmax(axis: -1).doubles, all.labels.doubles).filter { $0 == $1 }
    #expect(Double(right.count) / 100 == (try model.evaluate(test))["accuracy"])
  }
}

/// Interrupts after a number of steps.
private final class Stopper: Reporter {
  private var left: Int
  private let interrupt: Interrupt

  init(after steps: Int, _ interrupt: Interrupt) {
    left = steps
    self.interrupt = interrupt
  }

  func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {}
  func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {
    left -= 1
    if left == 0 { interrupt.request() }
  }
  func epochEnds(_ record: EpochRecord) {}
  func note(_ text: String) {}
}
