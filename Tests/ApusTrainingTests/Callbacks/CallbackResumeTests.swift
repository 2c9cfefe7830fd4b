import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import ApusTrainingSupport
import Foundation
import Testing

@testable import ApusTraining

/// A run that is interrupted at any batch and resumed, with every callback there is, ends as one
/// that was not.
@Suite struct CallbackResumeTests {
  private let train = quadrants(200, seed: 5)
  private let test = quadrants(60, seed: 6)

  /// Everything of a run that its callbacks decide.
  private struct Outcome: Equatable {
    var weights: [[Double]] = []
    var losses: [Double] = []
    var validation: [Double] = []
    var rate = 0.0
    var norms: [[Double]] = []
    var ratios: [[Double]] = []
    var variances: [[Double]] = []
    var dead: [[Double]] = []
    var files: [String: Data] = [:]
  }

  /// What stands for a process that is killed: training ends at once, whatever was written since
  /// the last checkpoint.
  private struct Killed: Error {}

  private func outcome(
    in folder: TemporaryFolder, interruptedAfter steps: Int?, kills: Bool = false,
    accumulationSteps: Int = 1
  ) throws -> Outcome {
    let run = RunFolder(folder.path)
    try run.create()
    let interrupt = Interrupt()
    for isResumed in [false, true] {
      if isResumed && steps == nil { break }
      let model = Sequential {
        Dense(8, activation: .relu)
        Dropout(0.1)
        Dense(2)
      }
      let trainer = Trainer(
        model, optimizer: Adam(learningRate: 0.03),
        loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [Accuracy()],
        clipping: .globalNorm(1), generator: RandomGenerator(seed: isResumed ? 77 : 1))
      let norms = GradientNorms(every: 2)
      let ratios = UpdateRatios()
      let variances = WeightVariances()
      let dead = DeadReLUs()
      var callbacks: [any Callback] = [
        .learningRate { epoch, rate in epoch == 1 ? rate : rate * exp(-0.02) },
        .reduceLROnPlateau(factor: 0.5, patience: 1, minimalChange: 0.05),
        .earlyStopping(GeneralizationLoss(1e9), restoreBestWeights: true),
        .earlyStopping(minimalChange: 0.02, patience: 2),
        .checkpoint("best"), .checkpoint("each/{epoch}", when: .everyEpoch, keep: 2),
        .checkpoint("steps-{step}", when: .everySteps(7), weightsOnly: true),
        .csvLog("log.csv"), .tensorBoard(histogramEvery: 2), .terminateOnNaN, .gradientAlarm(),
        norms, ratios, variances, dead, .weightAverage(momentum: 0.8, overwriteEvery: 5),
      ]
      if !isResumed, let steps {
        var left = steps
        callbacks.append(
          LambdaCallback(stepEnds: { _ in
            left -= 1
            guard left == 0 else { return }
            if kills { throw Killed() }
            interrupt.request()
          }))
      }
      let history: History
      do {
        history = try trainer.fit(
          train, epochs: 12, batchSize: 32, validation: test, run: run, checkpointEvery: 5,
          callbacks: callbacks,
          classWeights: [0.75, 1.25], sampleWeights: (0..<200).map { 1 + Double($0 % 3) / 4 },
          accumulationSteps: accumulationSteps, modelMetadata: ["what": "a test"],
          reporter: SilentReporter(), interrupt: isResumed ? nil : interrupt)
      } catch is Killed {
        continue
      }
      if history.wasInterrupted { continue }
      var files: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: run.path)
      where name.hasSuffix(".safetensors") && !name.hasPrefix("checkpoints")
        || name.hasSuffix(".csv")
      {
        files[name] = FileManager.default.contents(atPath: run.path + "/" + name)
      }
      for part in ["train", "validation"] {
        // The times of writing differ: only the length can be the same.
        let name = "\(run.path)/logs/\(part)/events.out.tfevents.1.apus"
        files[part] = Data("\(FileManager.default.contents(atPath: name)?.count ?? 0)".utf8)
      }
      return Outcome(
        weights: model.weights.sorted { $0.key < $1.key }.map { $0.value.doubles },
        losses: history["loss"], validation: history["val_loss"],
        rate: trainer.optimizer.learningRate, norms: norms.curves.values,
        ratios: ratios.curves.values, variances: variances.curves.values,
        dead: dead.curves.values, files: files)
    }
    throw TrainingError("the run did not end")
  }

  @Test(arguments: [1, 3]) func endsTheSame(_ accumulationSteps: Int) throws {
    let folder = TemporaryFolder()
    let whole = try outcome(
      in: folder, interruptedAfter: nil, accumulationSteps: accumulationSteps)
    #expect((3..<12).contains(whole.losses.count), "the rule stops it early")
    #expect(whole.norms.allSatisfy { $0.count == 2 } && !whole.norms.isEmpty)
    #expect(whole.files.keys.contains("best.safetensors"))
    #expect(whole.files.keys.filter { $0.hasPrefix("each/") }.count == 2)
    #expect(whole.files.keys.contains("steps-7.safetensors"))
    let last = 7 * whole.losses.count
    for (steps, kills) in [1, 4, 7, 8, 13, 14, 18].map({ ($0, false) }) + [
      (8, true), (9, true), (20, true), (last - 1, true),
    ] {
      let folder = TemporaryFolder()
      let resumed = try outcome(
        in: folder, interruptedAfter: steps, kills: kills, accumulationSteps: accumulationSteps)
      #expect(resumed.weights == whole.weights, "\(steps) steps")
      #expect(resumed.losses == whole.losses && resumed.validation == whole.validation)
      #expect(resumed.rate == whole.rate)
      #expect(resumed.norms == whole.norms && resumed.ratios == whole.ratios)
      #expect(resumed.variances == whole.variances && resumed.dead == whole.dead)
      #expect(resumed.files.keys.sorted() == whole.files.keys.sorted())
      for (name, data) in whole.files { #expect(resumed.files[name] == data, "\(name)") }
    }
  }

  @Test func aStoppedRunStaysStopped() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    func fit(_ callbacks: [any Callback]) throws -> (count: Int, weights: [Double]) {
      let trainer = makeTrainer()
      let history = try trainer.fit(
        train, epochs: 6, run: run, callbacks: callbacks, reporter: SilentReporter())
      return (history.epochs.count, trainer.model.weights["dense.weight"]?.doubles ?? [])
    }
    let rule = { EarlyStopping.earlyStopping(ValueReached(10), monitor: "loss") }
    let first = try fit([rule()])
    let again = try fit([rule()])
    #expect(first.count == 1 && again.count == 1 && first.weights == again.weights)
    #expect(try fit([]).count == 6)
  }
}
