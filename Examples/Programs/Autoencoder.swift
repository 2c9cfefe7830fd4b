// A variational autoencoder: a learner with a loss of its own, which draws new digits at the end.
import Apus

final class Autoencoder: Learner {
  let encoder = Sequential {
    Dense(64, activation: .relu)
    Dense(8)
  }  // 4 means, 4 log-variances
  let decoder = Sequential {
    Dense(64, activation: .relu)
    Dense(784)
  }
  lazy var networks = [Network("encoder", encoder), Network("decoder", decoder)]
  lazy var players = [Player("adam", Adam(learningRate: 0.003), moves: [encoder, decoder])]
  var measures: [Measure] { [.reported("divergence", .minimize)] }

  func terms(_ batch: Batch) -> (loss: Tensor, divergence: Tensor) {
    let x = batch.features.reshaped(to: [batch.count, 784])
    let code = encoder(x)
    let mean = code.sliced(axis: 1, from: 0, to: 4)
    let logVariance = code.sliced(axis: 1, from: 4, to: 8)
    let z = mean + exp(logVariance * 0.5) * Tensor.randomNormal(mean.shape)
    let divergence = (exp(logVariance) + mean * mean - 1 - logVariance).sum(axis: 1).mean() * 0.5
    let likeness = Loss.binaryCrossEntropy(fromLogits: true)(decoder(z), x) * 784
    return (likeness + divergence, divergence)
  }

  func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    var divergence = Tensor(Float(0))
    let loss = try engine.minimize {
      let terms = terms(batch)
      divergence = terms.divergence.withoutDerivative
      return terms.loss
    }
    return ["loss": loss, "divergence": divergence]
  }

  func evaluate(_ batch: Batch) throws -> Report {
    let terms = terms(batch)
    return ["loss": terms.loss, "divergence": terms.divergence]
  }
}

let digits = try NamedDataset.strokes.load()
let learner = Autoencoder()
let history = try learner.fit(
  digits.train.take(1000), epochs: 4, batchSize: 50, validation: digits.test.take(200))
print("loss", history["val_loss"].first ?? 0, "then", history["val_loss"].last ?? 0)

let drawn = sigmoid(learner.decoder(Tensor.randomNormal([1, 4]))).floats
for row in 0..<14 {
  print(String((0..<28).map { drawn[row * 56 + $0] > 0.4 ? "#" : " " }))
}
