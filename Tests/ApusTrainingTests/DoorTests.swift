import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTestSupport
import Testing

@testable import ApusTraining

/// What `fit`, `evaluate` and `predict` are given, and what is kept of a model.
@Suite struct DoorTests {
  private let place = TemporaryFolder()
  private let x = RandomGenerator.with(seed: 1) { Tensor.randomNormal([40, 6]) }
  private let y = Tensor((0..<40).map { Int32($0 % 3) })

  private func model() -> Sequential {
    let model = Sequential {
      Dense(5, activation: .relu)
      Dense(3)
    }
    model.compile(
      optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      metrics: [.accuracy])
    return model
  }

  @Test func badRequestsThrow() throws {
    let model = model()
    try model.fit(x, y, reporter: SilentReporter())
    for wrong in [Tensor.zeros([2, 7]), .zeros([6]), .zeros([2, 6, 1]), Tensor(Float(0))] {
      #expect(throws: ConfigurationError.self, "\(wrong.shape)") { try model.predict(wrong) }
    }
    #expect(throws: ConfigurationError.self) { try model.evaluate(.zeros([40, 5]), y) }
    #expect(throws: ConfigurationError.self) {
      try model.fit(.zeros([40, 5]), y, reporter: SilentReporter())
    }
    // The server goes on.
    #expect(try model.predict(x).shape == [40, 3])
    #expect(throws: ConfigurationError.self) { try model.predict(x, batchSize: 0) }
  }

  @Test func wholeDataSetsArePredicted() throws {
    let model = model()
    let wanted = try model.predict(x)
    #expect(try model.predict(TensorDataset(x, y), batchSize: 7).floats == wanted.floats)
    #expect(throws: TrainingError.self) { try model.predict(TensorDataset(x, y).subset([])) }
  }

  @Test func theLastExamplesAreHeldOut() throws {
    func history(_ body: (Sequential) throws -> History) throws -> History {
      try RandomGenerator.with(seed: 2) { try body(model()) }
    }
    let split = try history {
      try $0.fit(
        x, y, epochs: 2, validationSplit: 0.25, sampleWeights: Array(repeating: 2, count: 40),
        reporter: SilentReporter())
    }
    let apart = try history {
      try $0.fit(
        x[0..<30], y[0..<30], epochs: 2, validation: (x[30...], y[30...]),
        sampleWeights: Array(repeating: 2, count: 30), reporter: SilentReporter())
    }
    #expect(split.epochs.map(\.values.count) == [4, 4])
    for (one, other) in zip(split.epochs, apart.epochs) {
      #expect(one.values.map(\.value) == other.values.map(\.value))
    }
    for share in [-0.1, 1, 1.5, 0.999, .nan] {
      #expect(throws: TrainingError.self, "\(share)") {
        try model().fit(x, y, validationSplit: share, reporter: SilentReporter())
      }
    }
    #expect(throws: TrainingError.self) {
      try model().fit(
        x, y, validation: (x, y), validationSplit: 0.5, reporter: SilentReporter())
    }
  }

  @Test func whatIsSavedAfterFitCanBeLoaded() throws {
    let model = model()
    let path = place["digits.safetensors"]
    #expect {
      try model.save(to: path)
    } throws: { "\($0)".contains("not built") && !"\($0)".contains("\n") }
    try model.fit(x, y, reporter: SilentReporter())
    try model.save(to: path)
    let again = try loadModel(path, registry: .standard)
    #expect(try again.predict(x).floats == model.predict(x).floats)
    #expect(try loadModel(path, registry: .standard)(x).floats == model(x).floats)
    again.compile(
      optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      metrics: [.accuracy])
    #expect(try again.evaluate(x, y) == model.evaluate(x, y))
    try again.fit(x, y, reporter: SilentReporter())
    try again.save(to: path)
    #expect(try loadModel(path, registry: .standard)(x).floats == again(x).floats)
    #expect(again.summary().total == 53)
  }

  @Test func anInputSaysEnoughToSave() throws {
    let model = Sequential {
      Input([6])
      Dense(2)
    }
    let path = place["m.safetensors"]
    try model.save(to: path)
    #expect(try loadModel(path, registry: .standard)(x).floats == model(x).floats)
    let tokens = Sequential { Embedding(9, 2) }
    _ = tokens(Tensor([[Int32(1), 2]]))
    try tokens.save(to: path)
    let indices = Tensor([[Int32(8), 0]])
    #expect(try loadModel(path, registry: .standard)(indices).floats == tokens(indices).floats)
    // A single layer, and a shape that it cannot take.
    let dense = Dense(2)
    dense.build([6])
    try dense.save(to: path, inputShape: [6])
    #expect(try loadModel(path, registry: .standard)(x).floats == dense(x).floats)
    #expect(throws: ConfigurationError.self) { try dense.save(to: path, inputShape: [7]) }
  }

  private final class Own: Trainable {
    var training: AnyObject?
    let hidden = Dense(4)
    let pair = (Dense(3), Dense(2))
    func callAsFunction(_ input: Tensor) -> Tensor { pair.1(pair.0(hidden(input))) }
  }

  @Test func weightsOfAClassOfOnesOwn() throws {
    let path = place["own.safetensors"]
    let own = Own()
    #expect(throws: ConfigurationError.self) { try own.saveWeights(to: path) }
    own.compile(optimizer: SGD(), loss: .meanSquaredError)
    try own.fit(x, x[.all, 0..<2], reporter: SilentReporter())
    #expect {
      try own.save(to: path)
    } throws: { "\($0)".contains("ConfigurableModule") && "\($0)".contains("saveWeights") }
    try own.saveWeights(to: path)
    // Into a model that was not built yet, and into one that was.
    let fresh = Own()
    try fresh.loadWeights(from: path)
    #expect(fresh(x).floats == own(x).floats)
    let built = Own()
    built.build([6])
    try built.loadWeights(from: path)
    #expect(built(x).floats == own(x).floats)
    let other = Dense(4)
    other.build([6])
    #expect(throws: FileError.self) { try other.loadWeights(from: path) }
  }

  @Test func callbacksAreMadeAlike() {
    let one = EarlyStopping(monitor: "val_accuracy", patience: 3, restoreBestWeights: true)
    let other: EarlyStopping = .earlyStopping(
      monitor: "val_accuracy", patience: 3, restoreBestWeights: true)
    #expect(one.monitor == other.monitor && one.restoreBestWeights && other.restoreBestWeights)
  }
}
