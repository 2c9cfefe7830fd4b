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

/// Which weights a run's model file and the model in memory have: those that callbacks want kept,
/// whatever ends training.
@Suite struct KeptModelTests {
  private let train = quadrants(120, seed: 5)
  private let test = quadrants(60, seed: 6)
  private let folder = TemporaryFolder()

  /// Trains the run of that name, and interrupts it when so many steps are done in all.
  @discardableResult
  private func fit(
    _ name: String, _ callbacks: [any Callback], epochs: Int = 6, interruptedAfter steps: Int? = nil
  ) throws -> (trainer: Trainer, run: RunFolder, history: History) {
    let run = RunFolder(folder[name])
    try AtomicFile.makeFolder(run.checkpointsFolder)
    let trainer = makeTrainer(optimizer: SGD(learningRate: 0.5))
    let interrupt = Interrupt()
    let stopper = LambdaCallback(stepEnds: { if $0.totalSteps == steps { interrupt.request() } })
    let history = try trainer.fit(
      train, epochs: epochs, batchSize: 40, validation: test, run: run,
      callbacks: callbacks + [stopper], reporter: SilentReporter(), interrupt: interrupt)
    #expect(history.wasInterrupted == (steps != nil))
    return (trainer, run, history)
  }

  /// The validation loss of the run's model file.
  private func loss(of run: RunFolder) throws -> Double {
    let trainer = makeTrainer()
    trainer.model.build(train.featureShape)
    try trainer.model.setWeights(try Safetensors(contentsOf: run.modelFile).tensors, from: "test")
    return try trainer.evaluate(test).loss
  }

  @Test func anInterruptedRunKeepsTheAverages() throws {
    let make = { [WeightAverage.weightAverage(momentum: 0.9) as any Callback] }
    let whole = try fit("whole", make())
    let (trainer, run, history) = try fit("parts", make(), interruptedAfter: 9)
    #expect(history.epochs.count == 3)
    #expect(try loss(of: run) == history["val_loss"].last)
    #expect(try trainer.evaluate(test).loss == history["val_loss"].last)
    // The checkpoint has the weights that are trained, which are others.
    let checkpoint = try Checkpoint(contentsOf: try #require(try run.latestCheckpoint()))
    try checkpoint.restore(trainer.networks, [], from: "test")
    #expect(try trainer.evaluate(test).loss != history["val_loss"].last)
    let resumed = try fit("parts", make())
    #expect(resumed.history["val_loss"] == whole.history["val_loss"])
    let files = [whole.run, run].map { FileManager.default.contents(atPath: $0.modelFile) }
    #expect(files[0] != nil && files[0] == files[1])
  }

  @Test func anInterruptedRunKeepsTheBestWeights() throws {
    let make = {
      [EarlyStopping.earlyStopping(patience: 99, restoreBestWeights: true) as any Callback]
    }
    // The validation loss rises again and again: at this rate it jumps about.
    let whole = try fit("whole", make(), epochs: 30)
    let losses = whole.history["val_loss"]
    let rise = try #require(losses.indices.dropFirst().first { losses[$0] > losses[$0 - 1] })
    #expect(rise < 29)
    let (_, run, history) = try fit("parts", make(), epochs: 30, interruptedAfter: 3 * (rise + 1))
    #expect(history.epochs.count == rise + 1)
    #expect(try loss(of: run) == losses[...rise].min())
    let resumed = try fit("parts", make(), epochs: 30)
    #expect(resumed.history["val_loss"] == losses)
    #expect(try loss(of: run) == losses.min() && loss(of: whole.run) == losses.min())
  }

  @Test func theBestAveragesGoBeforeTheLast() throws {
    let make = {
      [
        EarlyStopping.earlyStopping(patience: 99, restoreBestWeights: true),
        WeightAverage(momentum: 0.01),
      ] as [any Callback]
    }
    let all = try fit("all", make(), epochs: 30).history["val_loss"]
    // So many epochs that the last is not the best.
    let rise = try #require(all.indices.dropFirst().first { all[$0] > all[$0 - 1] })
    let (trainer, run, history) = try fit("run", make(), epochs: rise + 1)
    let losses = history["val_loss"]
    #expect(losses == Array(all[...rise]) && losses.last != losses.min())
    #expect(try loss(of: run) == losses.min())
    #expect(try trainer.evaluate(test).loss == losses.min())
  }
}
