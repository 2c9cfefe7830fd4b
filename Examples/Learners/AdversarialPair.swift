import Apus

/// A generator and a critic that learn in turn: Wasserstein GAN with weight clipping, three critic
/// steps to one of the generator. Source: Arjovsky et al. 2017.
package final class AdversarialPair: Learner {
  let size: Int
  let noise = 8
  let generator: Sequential
  let critic: Sequential
  package let networks: [Network]
  package let players: [Player]
  package var measures: [Measure] {
    [
      .reported("critic", .minimize), .reported("generator", .minimize),
      .reported("distance", .minimize),
    ]
  }

  /// A pair for examples of `size` numbers.
  package init(size: Int, hidden: Int = 32) {
    self.size = size
    generator = Sequential {
      Dense(hidden, activation: .relu)
      Dense(size, activation: .sigmoid)
    }
    critic = Sequential {
      Dense(hidden, activation: .relu)
      Dense(1)
    }
    networks = [Network("generator", generator), Network("critic", critic, isResult: false)]
    players = [
      Player("generator", RMSprop(learningRate: 1e-3), moves: [generator]),
      Player("critic", RMSprop(learningRate: 1e-3), moves: [critic]),
    ]
  }

  func sample(_ count: Int) -> Tensor { generator(Tensor.randomNormal([count, noise])) }

  package func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    var batch = batch
    var report = Report()
    for turn in 0..<3 {
      if turn > 0 { batch = try engine.next() }
      let real = batch.features.reshaped(to: [batch.count, size])
      let fake = sample(batch.count).withoutDerivative
      let loss = try engine.minimize("critic") { critic(fake).mean() - critic(real).mean() }
      report.add("critic", loss, weight: Double(batch.count))
      for parameter in critic.parameters {
        parameter.wrappedValue = parameter.wrappedValue.clamped(from: -0.05, to: 0.05)
      }
    }
    let count = batch.count
    report.add(
      "generator", try engine.minimize("generator") { -critic(sample(count)).mean() })
    return report
  }

  /// How far apart the critic holds real and made examples.
  package func evaluate(_ batch: Batch) throws -> Report {
    let real = batch.features.reshaped(to: [batch.count, size])
    return ["distance": critic(real).mean() - critic(sample(batch.count)).mean()]
  }
}
