// A learner of your own: an adversarial pair, two networks and two optimizers that take turns. It
// gets progress, callbacks, checkpoints and exact resumption.
import Apus

/// A generator of points that a critic cannot tell from those of a ring.
final class AdversarialRing: Learner {
  let generator = Sequential {
    Dense(32, activation: .relu)
    Dense(2)
  }
  let critic = Sequential {
    Dense(32, activation: .leakyReLU)
    Dense(1)
  }
  lazy var networks = [Network("generator", generator), Network("critic", critic, isResult: false)]
  lazy var players = [
    Player("generator", Adam(learningRate: 2e-3, beta1: 0.5), moves: [generator]),
    Player("critic", Adam(learningRate: 2e-3, beta1: 0.5), moves: [critic]),
  ]

  func sample(_ count: Int) -> Tensor { generator(.randomNormal([count, 4])) }

  func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    let fake = sample(batch.count).withoutDerivative
    let critic = try engine.minimize("critic") {
      softplus(-self.critic(batch.features)).mean() + softplus(self.critic(fake)).mean()
    }
    let generator = try engine.minimize("generator") {
      softplus(-self.critic(sample(batch.count))).mean()
    }
    return ["critic": critic, "generator": generator]
  }
}

let angles = Tensor.randomUniform([2000], generator: RandomGenerator(seed: 1)) * (2 * .pi)
let ring = Tensor.stacked([cos(angles), sin(angles)], axis: 1)
let pair = AdversarialRing()
try pair.fit(
  TensorDataset(ring, Tensor.zeros([2000, 1])), epochs: 10, batchSize: 50,
  run: RunFolder("runs/ring"))

let points = pair.sample(500)
print("radius", sqrt(points.squared.sum(axis: 1)).mean().item)
