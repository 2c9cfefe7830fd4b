import Apus

/// A stream of examples without a known length, which can be read again from the beginning.
package final class NumberStream: Source {
  package let inputs = [Field("x", [1])]
  package let targets = [Field("y", [1])]
  package let resumption = Resumption.replays
  private let length: Int?
  private let batch: Int
  private var generator = RandomGenerator(seed: 0)
  private var given = 0

  /// A stream of `length` batches, which it does not tell; nil for one without end.
  package init(batch: Int = 16, length: Int? = nil) {
    self.batch = batch
    self.length = length
  }

  package func begin(epoch: Int, batch first: Int) throws {
    generator = RandomGenerator(seed: UInt64(epoch))
    given = 0
    for _ in 0..<first { _ = try next() }
  }

  package func next() throws -> Batch? {
    if let length, given >= length { return nil }
    given += 1
    let x = Tensor.randomUniform([batch, 1], from: -1, to: 1, generator: generator)
    return Batch(inputs: ["x": x], targets: ["y": x * x])
  }
}

/// A small network that learns from a stream.
package final class CurveFitter: Learner {
  let network = Sequential {
    Dense(16, activation: .tanh)
    Dense(1)
  }
  package lazy var networks = [Network("model", network)]
  package lazy var players = [Player(Adam(learningRate: 0.01), moves: [network])]

  package init() {}

  package func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    let loss = try engine.minimize {
      let error = network(batch.features) - batch.labels
      return (error * error).mean()
    }
    return ["loss": loss]
  }
}
