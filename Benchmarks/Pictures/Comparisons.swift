import Apus
import Foundation

/// A small network on iris.
private func irisNetwork(_ hidden: Int = 8) -> Sequential {
  Sequential([Dense(hidden, activation: .tanh), Dense(3)])
}

/// Iris as the recipes take it: each feature less its mean, by its standard deviation.
private func iris() throws -> (train: (x: Tensor, y: Tensor), test: (x: Tensor, y: Tensor)) {
  let data = try NamedDataset.iris.load()
  let (train, test) = (try data.train.all(), try data.test.all())
  let mean = train.features.mean(axis: 0)
  let deviation = sqrt((train.features - mean).squared.mean(axis: 0))
  func scaled(_ batch: Batch) -> (x: Tensor, y: Tensor) {
    ((batch.features - mean) / deviation, batch.labels)
  }
  return (scaled(train), scaled(test))
}

/// Three optimizers, five seeds each, and a search for a learning rate.
func drawComparison() throws -> [any Drawing] {
  let data = try iris()
  func train(_ optimizer: any Optimizer, seed: UInt64, epochs: Int) throws -> History {
    let trainer = Trainer(
      irisNetwork(), optimizer: optimizer, loss: .sparseCategoricalCrossEntropy(fromLogits: true),
      metrics: [MetricKind.accuracy.make()], generator: RandomGenerator(seed: seed))
    return try trainer.fit(
      TensorDataset(data.train.x, data.train.y), epochs: epochs, batchSize: 16,
      validation: TensorDataset(data.test.x, data.test.y), seed: seed, reporter: SilentReporter())
  }
  let makers: [(name: String, make: () -> any Optimizer)] = [
    ("SGD", { SGD(learningRate: 0.01) }),
    ("momentum", { SGD(learningRate: 0.01, momentum: 0.9) }),
    ("Adam", { Adam(learningRate: 0.01) }),
  ]
  let groups = try makers.map { name, make in
    (name: name, runs: try (1...5).map { try train(make(), seed: $0, epochs: 30) })
  }
  let ends = groups.map { group in
    (group.name, group.runs.compactMap { $0["val_loss"].last })
  }
  let rates = (0..<24).map { pow(10, -4 + 4 * Double($0) / 23) }
  let trials = try rates.map { rate in
    (rate, try train(SGD(learningRate: rate), seed: 1, epochs: 10)["val_loss"].last ?? .nan)
  }
  return [
    Chart.comparison(of: groups, "val_loss", title: "three optimizers on iris, five seeds each"),
    Chart.boxes(
      ends, title: "loss after 30 epochs, five seeds each", x: "optimizer", y: "validation loss"),
    Chart.trials(
      trials, setting: Axis("learning rate", scale: .logarithmic), figure: "validation loss",
      title: "24 rates, 10 epochs each", isLessBetter: true),
  ]
}

/// Decision regions and an error surface on iris.
func drawPlanes() throws -> [any Drawing] {
  let set = NamedDataset.iris
  let data = try iris()
  let names = ["sepal length", "sepal width", "petal length", "petal width"]
  let model = irisNetwork()
  model.compile(
    optimizer: Adam(learningRate: 0.02), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
  try RandomGenerator.with(seed: 1) {
    _ = try model.fit(
      data.train.x, data.train.y, epochs: 60, batchSize: 16, reporter: SilentReporter())
  }
  let regions = Chart.decisionRegions(
    title: "a network of eight hidden units on iris", data.train.x,
    labels: data.train.y.doubles.map { Int($0) }, classNames: set.classNames
  ) { model($0).argmax(axis: -1) }
  var dark = regions
  dark.theme = .dark

  // One neuron with two weights: is it setosa, by the two lengths?
  let inputs = Tensor.stacked([data.train.x[0..., 0], data.train.x[0..., 2]], axis: 1)
  let targets = data.train.y.doubles.map { $0 == 0 ? Float(1) : -1 }
  let products = matmul(inputs.transposed(), inputs)
  let (a, b, c) = (products[0, 0].item, products[0, 1].item, products[1, 1].item)
  let right = matmul(inputs.transposed(), Tensor(targets, shape: [targets.count, 1])).doubles
  let determinant = a * c - b * b
  let best = (
    (c * right[0] - b * right[1]) / determinant, (a * right[1] - b * right[0]) / determinant
  )
  let values = inputs.doubles
  let surface = Chart.errorSurface(
    title: "the squared error of a linear neuron", names: ("weight 1", "weight 2"), learned: best,
    resolution: 45
  ) { first, second in
    targets.indices.reduce(0) { sum, row in
      let error = first * values[2 * row] + second * values[2 * row + 1] - Double(targets[row])
      return sum + error * error
    } / Double(targets.count)
  }
  let features = try set.load().train.all().features
  return [
    Chart.correlation(features, names: names, title: "correlation of the features of iris"),
    regions, surface, dark,
  ]
}

/// Schedules of a rate.
func drawSchedules() -> any Drawing {
  let steps = 1000
  return Chart.rates(
    [
      ("exponential decay", ExponentialDecay(initialRate: 0.1, decaySteps: 300, decayRate: 0.5)),
      (
        "warm-up, then cosine",
        ScheduleSequence(
          Warmup(to: 0.1, steps: 100),
          then: CosineDecay(initialRate: 0.1, decaySteps: steps - 100), after: 100)
      ),
      ("one cycle", OneCycle(maximalRate: 0.1, totalSteps: steps)),
      ("steps", PiecewiseConstantDecay(boundaries: [400, 700], values: [0.08, 0.04, 0.02])),
    ], steps: steps)
}

/// The learning-rate range test of `apus lr-find`.
func drawRangeTest() throws -> any Drawing {
  let trainer = Trainer(
    Sequential([Flatten(), Dense(64, activation: .relu), Dense(10)]), optimizer: SGD(),
    loss: .sparseCategoricalCrossEntropy(fromLogits: true))
  return try trainer.learningRateRangeTest(
    on: digits.train, from: 1e-4, to: 10, steps: 150
  ).chart
}
