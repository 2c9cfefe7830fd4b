import ApusCore
import ApusData
import ApusNN
import ApusTraining

/// Points in a plane, none near an axis, whose class is the quadrant's parity.
public func quadrants(_ count: Int, seed: UInt64) -> TensorDataset {
  let random = RandomGenerator(seed: seed)
  var features: [Float] = []
  var labels: [Int32] = []
  while labels.count < count {
    let x = random.uniform(from: -1, to: 1), y = random.uniform(from: -1, to: 1)
    guard abs(x) > 0.1, abs(y) > 0.1 else { continue }
    features += [Float(x), Float(y)]
    labels.append(x * y > 0 ? 1 : 0)
  }
  return TensorDataset(features: features, shape: [2], classes: labels)
}

/// A small classifier of ``quadrants(_:seed:)``, with dropout.
public func makeTrainer(
  seed: UInt64 = 1, optimizer: any Optimizer = Adam(learningRate: 0.01),
  precision: ProductPrecision = .float32
) -> Trainer {
  Trainer(
    Sequential {
      Dense(16, activation: .tanh)
      Dropout(0.1)
      Dense(2)
    },
    optimizer: optimizer, loss: .sparseCategoricalCrossEntropy(fromLogits: true),
    metrics: [Accuracy()], precision: precision, generator: RandomGenerator(seed: seed))
}

/// Remembers what it was told.
public final class NotingReporter: Reporter {
  /// What it was told.
  public private(set) var notes: [String] = []
  /// A reporter that was told nothing yet.
  public init() {}
  /// Told by the loop.
  public func epochBegins(_ epoch: Int, of epochs: Int, steps: Int, first: Int) {}
  /// Told by the loop.
  public func stepEnds(_ step: Int, values: () -> [(name: String, value: Double)]) {}
  /// Told by the loop.
  public func epochEnds(_ record: EpochRecord) {}
  /// Told by the loop.
  public func note(_ text: String) { notes.append(text) }
}
