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

/// Writes down which hooks were called.
private final class Witness: Callback {
  var calls: [String] = []
  let wantsSteps: Bool
  init(steps: Bool) { wantsSteps = steps }
  func trainingBegins(_ context: TrainingContext, from state: SavedState?) {
    calls.append("begin")
  }
  func trainingEnds(_ context: TrainingContext) { calls.append("end") }
  func epochBegins(_ context: TrainingContext) { calls.append("epoch \(context.epoch)") }
  func updateBegins(_ context: TrainingContext) {
    calls.append("update of \(context.gradients.count)")
  }
  func stepEnds(_ context: TrainingContext) {
    calls.append("step \(context.step)")
  }
  func evaluationBegins(_ context: TrainingContext) { calls.append("evaluation") }
  func validationEnds(_ context: TrainingContext) {
    calls.append(context["val_loss"] == nil ? "?" : "validation")
  }
  func epochEnds(_ context: TrainingContext) {
    calls.append("done \(context.history.epochs.count)")
  }
}

@Suite struct CallbackTests {
  private let train = quadrants(60, seed: 5)
  private let test = quadrants(20, seed: 6)

  private func fit(
    _ callbacks: [any Callback], epochs: Int = 2, batchSize: Int = 30, trainer: Trainer? = nil,
    run: RunFolder? = nil, metadata: [String: String] = [:]
  ) throws -> History {
    try (trainer ?? makeTrainer()).fit(
      train, epochs: epochs, batchSize: batchSize, validation: test, run: run,
      callbacks: callbacks, modelMetadata: metadata, reporter: SilentReporter())
  }

  @Test func hooksAreCalledInOrder() throws {
    let witness = Witness(steps: true)
    _ = try fit([witness], epochs: 1)
    #expect(
      witness.calls == [
        "begin", "epoch 1", "update of 4", "step 1", "update of 4", "step 2", "evaluation",
        "validation", "done 1", "end",
      ])
    let idle = Witness(steps: false)
    _ = try fit([idle], epochs: 1)
    #expect(idle.calls == ["begin", "epoch 1", "evaluation", "validation", "done 1", "end"])
  }

  @Test func aModelTakesCallbacksByName() throws {
    let folder = TemporaryFolder()
    let model = Sequential { Dense(2) }
    model.compile(
      optimizer: SGD(), loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [.accuracy]
    )
    var epochs = 0
    try model.fit(
      train, epochs: 3, validation: test,
      callbacks: [
        .earlyStopping(patience: 3), .checkpoint(folder.path + "/best"),
        .epochEnds { _ in epochs += 1 },
      ], reporter: SilentReporter())
    #expect(epochs == 3)
    let file = try Safetensors(contentsOf: folder.path + "/best.safetensors")
    #expect(file.tensors.keys.sorted() == model.weights.keys.sorted())
  }

  @Test func checkpointsAreModelFiles() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    let history = try fit(
      [
        .checkpoint("best", when: .best(Monitor("val_accuracy"))),
        .checkpoint("plain", when: .everyEpoch, weightsOnly: true),
        .checkpoint("e{epoch}", when: .everyEpoch, keep: 2),
        .checkpoint("s{step}", when: .everySteps(3)),
      ], epochs: 4, run: run, metadata: ["apus.model": "text"])
    #expect(history.epochs.count == 4)
    func file(_ name: String) throws -> Safetensors {
      try Safetensors(contentsOf: run.path + "/\(name).safetensors")
    }
    #expect(try file("best").metadata["apus.model"] == "text")
    #expect(try file("plain").metadata.isEmpty)
    for (name, tensor) in try file("plain").tensors {
      #expect(try file("e4").tensors[name]?.doubles == tensor.doubles)
    }
    #expect(throws: FileError.self) { try file("e2") }
    _ = try (file("e3"), file("s3"), file("s6"))
    #expect(throws: FileError.self) { try file("s9") }
  }

  /// Names, and not times of writing, are counted.
  @Test func filesThatAreWrittenAgainCountOnce() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    let (few, all) = (
      ModelCheckpoint("m{epoch}", when: .everySteps(1), keep: 2),
      ModelCheckpoint("all{epoch}", when: .everySteps(1))
    )
    _ = try fit([few, all], epochs: 3, run: run)
    let names = try FileManager.default.contentsOfDirectory(atPath: run.path)
    #expect(
      names.filter { $0.hasPrefix("m") && $0.hasSuffix(".safetensors") }.sorted()
        == ["m2.safetensors", "m3.safetensors", "model.safetensors"])
    #expect(few.state["steps"]?.count == 2 && all.state["steps"]?.isEmpty != false)
  }

  @Test(arguments: [
    "config.json", "./config.json", "x/../CONFIG.json", "config.yaml", "metrics.jsonl", "end.json",
    "model.safetensors", "checkpoints/step-0000000001", "plots/a", "tags/x", ".lock", "checkpoints",
  ])
  func theRunsOwnFilesAreRefused(_ path: String) throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    for name in [path, run.path + "/" + path] {
      #expect(throws: TrainingError.self, "\(name)") {
        try fit([CSVLogger(name)], epochs: 1, run: run)
      }
    }
    #expect(try run.checkpoints().isEmpty)
    #expect(throws: ConfigurationError.self, "\(path)") {
      try CallbackConfiguration.makeCallback(.object(["name": "CSVLogger", "path": .text(path)]))
    }
    _ = try fit([CSVLogger("logs/config.json")], epochs: 1, run: run)
  }

  @Test func aModelsNameIsRefusedWithItsEnding() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder.path)
    try run.create()
    for name in ["model", "./model", "Model.safetensors", "checkpoints/step-{step}"] {
      #expect(throws: TrainingError.self, "\(name)") {
        try fit([ModelCheckpoint(name, when: .everyEpoch)], epochs: 1, run: run)
      }
      #expect(throws: ConfigurationError.self, "\(name)") {
        try CallbackConfiguration.makeCallback(
          .object(["name": "ModelCheckpoint", "path": .text(name)]))
      }
    }
    _ = try CallbackConfiguration.makeCallback(.object(["name": "CSVLogger", "path": "model"]))
  }

  @Test func theRateFollowsTheEpochs() throws {
    let trainer = makeTrainer(optimizer: SGD(learningRate: 0.1))
    _ = try fit([.learningRate { _, rate in rate * exp(-0.02) }], epochs: 5, trainer: trainer)
    #expect(abs(trainer.optimizer.learningRate - 0.1 * exp(-0.1)) < 1e-15)
    let scheduled = SGD(learningRate: 0.1)
    scheduled.schedule = ConstantRate(0.1)
    #expect(throws: TrainingError.self) {
      try fit([.reduceLROnPlateau()], trainer: makeTrainer(optimizer: scheduled))
    }
  }

  @Test func lossesThatAreNoNumbersStopTraining() throws {
    let wild = {
      Trainer(
        Sequential { Dense(2) }, optimizer: SGD(learningRate: 1e6),
        loss: Loss("squares") { output, _ in output * output },
        generator: RandomGenerator(seed: 1))
    }
    let history = try fit([.terminateOnNaN], epochs: 9, batchSize: 10, trainer: wild())
    #expect(history.epochs.isEmpty)
    var reason = ""
    let alarm = GradientAlarm(limit: 1e6)
    _ = try fit(
      [alarm, LambdaCallback(trainingEnds: { reason = $0.stopReason ?? "" })], epochs: 9,
      batchSize: 10, trainer: wild())
    #expect(reason.contains("dense"))
  }

  @Test func csvHasALineAnEpoch() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/logs/a.csv"
    let history = try fit([.csvLog(path)], epochs: 2)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == "epoch,loss,accuracy,val_loss,val_accuracy")
    #expect(lines[2].hasPrefix("1,\(history["loss"][1]),"))
    _ = try fit([.csvLog(path, append: true)], epochs: 1)
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 4)
    _ = try fit([.csvLog(path)], epochs: 1)
    #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 2)
  }

  @Test func monitorsMeasureWhatTheySay() throws {
    // One weight, one example a batch: L = (w x − y)², so everything can be worked out.
    let layer = Dense(1, useBias: false)
    let model = Sequential([layer])
    model.build([1])
    layer.weight = Tensor([2 as Float]).reshaped(to: [1, 1])
    let trainer = Trainer(model, optimizer: SGD(learningRate: 0.001), loss: .meanSquaredError)
    let norms = GradientNorms()
    let ratios = UpdateRatios()
    let variances = WeightVariances()
    try trainer.fit(
      TensorDataset(features: [1], shape: [1], values: [0], valueShape: [1]), epochs: 1,
      callbacks: [norms, ratios, variances], reporter: SilentReporter())
    // ∂L/∂w = 2 (w − 0) = 4; Δw = 0.004.
    #expect(norms.curves["dense"] == [4])
    #expect(abs((ratios.curves["dense"].first ?? 0) - 0.002) < 1e-6)
    #expect(ratios.slowLayers.isEmpty)
    #expect(variances.curves["dense"] == [0])
    #expect(norms.chart.svg.contains("dense") && ratios.chart.svg.contains("0.0001"))
    #expect(!variances.depthChart.svg.isEmpty)
  }

  @Test func accumulatedBatchesAreOneLargeBatch() throws {
    func weights(batchSize: Int, accumulationSteps: Int) throws -> [Double] {
      let model = Sequential { Dense(2) }
      let trainer = Trainer(
        model, optimizer: SGD(learningRate: 0.1, momentum: 0.9),
        loss: .sparseCategoricalCrossEntropy(fromLogits: true), generator: RandomGenerator(seed: 2))
      try trainer.fit(
        quadrants(70, seed: 3), epochs: 2, batchSize: batchSize,
        accumulationSteps: accumulationSteps, reporter: SilentReporter())
      return model.weights.sorted { $0.key < $1.key }.flatMap { $0.value.doubles }
    }
    // 70 = 32 + 32 + 6 = 4 · 8 + 4 · 8 + 6: the last update has fewer examples.
    let large = try weights(batchSize: 32, accumulationSteps: 1)
    let small = try weights(batchSize: 8, accumulationSteps: 4)
    for (a, b) in zip(large, small) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func aSoundNetLearnsFiftyExamplesByHeart() throws {
    let make = { (rate: Double) in
      Trainer(
        Sequential {
          Dense(32, activation: .tanh)
          Dense(2)
        },
        optimizer: Adam(learningRate: rate), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
        generator: RandomGenerator(seed: 1))
    }
    let check = try make(0.03).overfits(quadrants(300, seed: 5))
    #expect(check.isPassed && check.history.epochs.count < 200)
    #expect(try !make(1e-6).overfits(quadrants(300, seed: 5), epochs: 5).isPassed)
  }

  @Test func weightsMustFit() {
    for (classes, examples) in [
      ([1], nil), (nil, [1, 2]), ([1, -1], nil), ([1, .nan], nil),
    ] as [([Double]?, [Double]?)] {
      #expect(throws: DataError.self) {
        try makeTrainer().fit(
          train, epochs: 1, classWeights: classes, sampleWeights: examples,
          reporter: SilentReporter())
      }
    }
    #expect(throws: TrainingError.self) {
      try makeTrainer().fit(train, epochs: 1, accumulationSteps: 0, reporter: SilentReporter())
    }
  }

  @Test func evaluationTakesAveragedWeights() throws {
    let trainer = makeTrainer()
    let average = WeightAverage(momentum: 0.5)
    var during: [Double] = []
    var between: [[Double]] = []
    func bias() -> [Double] { trainer.model.weights["dense_1.bias"]?.doubles ?? [] }
    _ = try fit(
      [
        LambdaCallback(
          stepEnds: { _ in between.append(bias()) },
          validationEnds: { _ in during = bias() }), average,
      ], epochs: 1, trainer: trainer)
    #expect(between.count == 2)
    for (place, value) in during.enumerated() {
      #expect(abs(value - (between[0][place] + between[1][place]) / 2) < 1e-7)
    }
    #expect(during == average.weights["dense_1.bias"]?.doubles && during == bias())
    #expect(during != between[1])
  }

  /// A file says what it likes of counts and sizes.
  @Test func damagedStatesDoNotTrap() throws {
    for number in [-1, 0.5, 1e300, .infinity, .nan, 0x1p62, 9e18] as [Double] {
      let damaged = [number, number, number]
      let state = SavedState([
        "rule": damaged, "best": damaged, "bestEpoch": damaged, "epochs": damaged, "steps": damaged,
        "times": damaged, "values": damaged, "layers": damaged, "updates": damaged,
      ])
      let folder = TemporaryFolder()
      for callback in [
        .earlyStopping(monitor: "loss", patience: 9),
        .earlyStopping(SuccessiveRises(1), monitor: "loss"),
        .reduceLROnPlateau(monitor: "loss"), .checkpoint(folder.path + "/{epoch}", keep: 1),
        .weightVariances, .weightAverage(), .csvLog(folder.path + "/log.csv"),
      ] as [any Callback] {
        let driver = CurveDriver()
        try callback.trainingBegins(driver.context, from: state)
        driver.context.epochValues = [("loss", 1), ("val_loss", 1)]
        try callback.epochEnds(driver.context)
        _ = callback.state
      }
    }
  }

  @Test func statesKeepEveryBit() {
    let state = SavedState(["a": [.nan, .infinity, -0.0, 0.1]])
    let bits = state["a"]?.map(\.bitPattern)
    #expect(bits == [Double.nan, .infinity, -0.0, 0.1].map(\.bitPattern))
    #expect(state.count("a") == nil && SavedState(["n": [3]]).count("n") == 3)
  }

  @Test func aStepWithIdleCallbacksAsksTheSystemForNoMemory() throws {
    let trainer = makeTrainer()
    var before = 0
    var after = 0
    var epoch = 0
    try trainer.fit(
      quadrants(640, seed: 1), epochs: 5, batchSize: 64,
      callbacks: [
        .earlyStopping(monitor: "loss", patience: 99),
        LambdaCallback(epochBegins: { _ in
          epoch += 1
          if epoch == 3 { before = MemoryStatistics.current.systemAllocations }
          if epoch == 5 { after = MemoryStatistics.current.systemAllocations }
        }),
      ], reporter: SilentReporter())
    #expect(after - before < 100)
  }
}
