import ApusCore
import ApusData
import ApusInterop
import ApusNN
import Foundation

/// Where training stands: enough to go on as if it had never stopped.
struct TrainingPosition: Codable, Equatable {
  /// Epochs that are finished.
  var epoch = 0
  /// Steps done of the next epoch.
  var step = 0
  /// Steps done in all.
  var totalSteps = 0
  /// The seed of the order of examples; nil keeps the data set's order.
  var seed: UInt64?
  /// Examples a step.
  var batchSize = 0
  /// Examples in the data set.
  var examples = 0
  /// The team's threads, on which the last bits depend.
  var threads = 0
  /// Batches an update; nil in checkpoints of versions that knew only 1.
  var accumulationSteps: Int?
  /// The callback that stopped training; nil where none has.
  var stoppedBy: String?
  /// Loss so far in this epoch: its sum over examples, and their number.
  var loss = RunningMean()
  /// What the metrics have gathered so far in this epoch.
  var metrics: [[Double]] = []
  /// Seconds spent on this epoch before an interruption.
  var seconds = 0.0

  /// Moves on to the beginning of the next epoch.
  mutating func nextEpoch() {
    epoch += 1
    step = 0
    loss = RunningMean()
    metrics = []
    seconds = 0
  }
}

/// A mean over examples that is gathered batch by batch.
struct RunningMean: Codable, Equatable {
  /// The sum's bits: decimal text need not bring back the last of them.
  private var bits: UInt64 = 0
  private(set) var count = 0

  private var sum: Double {
    get { Double(bitPattern: bits) }
    set { bits = newValue.bitPattern }
  }

  var value: Double { count > 0 ? sum / Double(count) : .nan }

  mutating func add(_ mean: Double, count: Int) {
    sum += mean * Double(count)
    self.count += count
  }
}

/// A training run's whole state in one safetensors file: weights (`model.…`), optimizer state (`optimizer.…`), and in the
/// metadata the position, the random generator and the optimizer's step.
struct Checkpoint {
  var position: TrainingPosition
  var generator: RandomGenerator.State
  var parameters: [String: Tensor]
  var optimizer: OptimizerState
  var optimizerName: String
  /// The optimizer's rate; nil in checkpoints of versions without callbacks, which change it.
  var learningRate: Double?
  /// What callbacks remember, by their names.
  var callbacks: [String: SavedState] = [:]

  private static let modelPrefix = "model."
  private static let optimizerPrefix = "optimizer."
  private static let callbackPrefix = "callback."
  private static let formatVersion = "1"
  // JSON has no numbers for these, and a run that diverges must still be saved.
  private static let infinity = "inf"
  private static let nan = "nan"

  func write(to path: String) throws {
    var file = Safetensors()
    for (name, tensor) in parameters { file.tensors[Self.modelPrefix + name] = tensor }
    for (name, tensor) in optimizer.tensors { file.tensors[Self.optimizerPrefix + name] = tensor }
    for (owner, state) in callbacks {
      for (name, tensor) in state.tensors {
        file.tensors["\(Self.callbackPrefix)\(owner).\(name)"] = tensor
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: Self.nan)
    let numbers = callbacks.mapValues(\.bits)
    file.metadata["apus.callbacks"] = String(decoding: try encoder.encode(numbers), as: UTF8.self)
    file.metadata["apus.optimizer.rate"] = learningRate.map { String($0.bitPattern) }
    file.metadata["apus.checkpoint"] = Self.formatVersion
    file.metadata["apus.position"] = String(decoding: try encoder.encode(position), as: UTF8.self)
    file.metadata["apus.generator"] = String(decoding: try encoder.encode(generator), as: UTF8.self)
    file.metadata["apus.optimizer"] = optimizerName
    file.metadata["apus.optimizer.step"] = String(optimizer.step)
    try file.write(to: path)
  }

  init(contentsOf path: String) throws {
    let file = try Safetensors(contentsOf: path)
    guard let version = file.metadata["apus.checkpoint"] else {
      throw FileError(path, "is not a checkpoint of a training run; delete it to go on without it")
    }
    guard version == Self.formatVersion else {
      throw FileError(
        path,
        "is a checkpoint of format \(version); this version reads format 1: train with the version that wrote it"
      )
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: Self.nan)
    func decode<T: Decodable>(_ type: T.Type, _ key: String) throws -> T {
      guard let text = file.metadata[key],
        let value = try? decoder.decode(type, from: Data(text.utf8))
      else {
        throw FileError(
          path,
          "is damaged: its entry \(key) cannot be understood; delete it to go on from the one before"
        )
      }
      return value
    }
    position = try decode(TrainingPosition.self, "apus.position")
    generator = try decode(RandomGenerator.State.self, "apus.generator")
    optimizerName = file.metadata["apus.optimizer"] ?? ""
    if file.metadata["apus.optimizer.rate"] != nil {
      learningRate = Double(bitPattern: try decode(UInt64.self, "apus.optimizer.rate"))
    }
    if file.metadata["apus.callbacks"] != nil {
      callbacks = try decode([String: [String: [UInt64]]].self, "apus.callbacks").mapValues {
        SavedState(bits: $0, texts: [:], tensors: [:])
      }
    }
    parameters = [:]
    optimizer = OptimizerState(step: try decode(Int.self, "apus.optimizer.step"), tensors: [:])
    for (name, tensor) in file.tensors {
      if name.hasPrefix(Self.modelPrefix) {
        parameters[String(name.dropFirst(Self.modelPrefix.count))] = tensor
      } else if name.hasPrefix(Self.optimizerPrefix) {
        optimizer.tensors[String(name.dropFirst(Self.optimizerPrefix.count))] = tensor
      } else if name.hasPrefix(Self.callbackPrefix) {
        // callback.WeightAverage.dense.weight: no callback's name has a dot.
        let parts = name.split(separator: ".", maxSplits: 2)
        guard parts.count == 3 else { continue }
        callbacks[String(parts[1]), default: SavedState()].tensors[String(parts[2])] = tensor
      }
    }
    let counts = [
      optimizer.step, position.epoch, position.step, position.totalSteps, position.loss.count,
    ]
    guard counts.allSatisfy({ (0...Int(Int32.max) * 1024).contains($0) }) else {
      throw FileError(
        path, "is damaged: it stands at an impossible step; delete it to go on from the one before")
    }
  }

  init(
    position: TrainingPosition, generator: RandomGenerator.State, model: any Layer,
    optimizer: any Optimizer, callbacks: [String: SavedState] = [:]
  ) {
    self.position = position
    self.generator = generator
    parameters = model.weights
    self.optimizer = optimizer.state(of: model.namedParameters)
    optimizerName = optimizer.configuration.name
    learningRate = optimizer.learningRate
    self.callbacks = callbacks
  }
}

extension Module {
  /// The values of all parameters by name, frozen and kept ones included.
  public var weights: [String: Tensor] {
    Dictionary(
      namedParameters.map { ($0.name, $0.parameter.wrappedValue) }, uniquingKeysWith: { a, _ in a })
  }

  /// Sets all parameters from tensors of the same names, shapes and element types.
  ///
  /// - Parameter source: what messages call the place that the tensors come from.
  /// - Throws: ``FileError`` where they are not those of this model; then nothing is changed.
  public func setWeights(_ tensors: [String: Tensor], from source: String) throws {
    let named = namedParameters
    for (name, parameter) in named {
      guard let tensor = tensors[name] else {
        throw FileError(
          source,
          "holds another model, which cannot be used here: it has no '\(name)', which this architecture needs"
        )
      }
      guard tensor.type == parameter.type else {
        throw FileError(
          source,
          "holds another model, which cannot be used here: its '\(name)' is \(tensor.type), this architecture needs \(parameter.type.map(String.init) ?? "another")"
        )
      }
    }
    let names = Set(named.map(\.name))
    if let extra = tensors.keys.sorted().first(where: { !names.contains($0) }) {
      throw FileError(
        source,
        "holds another model, which cannot be used here: this architecture has no '\(extra)'")
    }
    for (name, parameter) in named {
      if let tensor = tensors[name] { parameter.wrappedValue = tensor }
    }
  }
}
