// Callbacks and a learning-rate schedule: early stopping, the best weights, a log, one of your own.
import Apus

/// Says when the loss has fallen to half of what it was in the first epoch.
final class Halved: Callback {
  private(set) var epoch: Int?

  func epochEnds(_ context: TrainingContext) throws {
    let losses = context.history["loss"]
    if epoch == nil, let first = losses.first, let last = losses.last, last < first / 2 {
      epoch = losses.count
    }
  }
}

let random = RandomGenerator(seed: 6)
let x = Tensor.randomUniform([400, 1], from: -1, to: 1, generator: random)
let y = sin(x * 3) + Tensor.randomNormal([400, 1], generator: random) * 0.1

let model = Sequential {
  Dense(32, activation: .tanh)
  Dense(1)
}
let rate = Warmup(to: 0.02, steps: 40).then(
  CosineDecay(initialRate: 0.02, decaySteps: 1000), after: 40)
model.compile(optimizer: Adam(learningRate: rate), loss: .meanSquaredError)
let halved = Halved()
let history = try model.fit(
  x, y, epochs: 60, batchSize: 16, validationSplit: 0.25, run: RunFolder("runs/sine"),
  callbacks: [
    .earlyStopping(monitor: "val_loss", patience: 10), .checkpoint("best"), .csvLog("sine.csv"),
    halved,
  ])
print("epochs", history["loss"].count, "halved after", halved.epoch ?? 0)
print("error", history["val_loss"].min() ?? 1)
