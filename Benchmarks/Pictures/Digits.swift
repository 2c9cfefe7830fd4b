import Apus

/// Drawn digits: as many as the pictures need.
let digits = (
  train: Strokes.images(count: 3000, seed: 1), test: Strokes.images(count: 1000, seed: 2)
)

/// A small convolutional network on drawn digits.
func drawDigits() throws -> [any Drawing] {
  let recipe = Recipe.quickstart
  guard let model = try recipe.makeModel(try SettingValues(for: recipe.settings)) as? Sequential
  else { return [] }
  model.compile(
    optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
    metrics: [.accuracy])
  let history = try RandomGenerator.with(seed: 1) {
    try model.fit(
      digits.train, epochs: 6, batchSize: 64, validation: digits.test)
  }
  var curves = history.chart("loss")
  curves.title = "a convolutional network on drawn digits"

  let some = try digits.test.batch(at: Array(0..<500)[...])
  let labels = some.labels.doubles.map { Int($0) }
  guard let features = Mode.inference({ model.lastFeatures(some.features) }) else { return [] }
  let map = TSNE(features)
  let plane = DataPlane(features)

  let pictures = try ClassifierPictures(
    of: model, on: digits.test, inputShape: [28, 28, 1], exampleShape: [28, 28, 1],
    givesProbabilities: true, title: "quickstart on strokes")
  guard let samples = try pictures?.samples() else { return [] }
  return [
    curves, samples,
    Chart.embedding(
      map.points, labels: labels, classNames: digits.test.classNames,
      title: "t-SNE of 64 learned features of 500 digits", x: "t-SNE, first coordinate",
      y: "t-SNE, second coordinate"),
    Chart.embedding(
      plane.project(features), labels: labels, classNames: digits.test.classNames,
      title: "the same features along their principal components", x: plane.x.label,
      y: plane.y.label),
    ChartGrid.histograms(
      model.namedParameters.filter { $0.name.hasSuffix("weight") }
        .map { ($0.name, $0.parameter.wrappedValue) }, title: "weights after 6 epochs",
      columns: 2, logarithmic: true),
  ]
}

/// A network that is too small and was not trained for long: it makes mistakes.
func drawMistakes() throws -> [any Drawing] {
  let model = Sequential([Flatten(), Dense(16, activation: .relu), Dense(10)])
  model.compile(optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
  try RandomGenerator.with(seed: 1) {
    _ = try model.fit(digits.train, epochs: 4, batchSize: 32)
  }
  let pictures = try ClassifierPictures(
    of: model, on: digits.test, inputShape: [28, 28, 1], exampleShape: [28, 28, 1],
    givesProbabilities: true, title: "sixteen hidden units")
  guard let pictures, let calibration = pictures.calibration, let worst = try pictures.mistakes()
  else { return [] }
  var print = pictures.confusion
  print.theme = .print
  return [
    pictures.confusion, pictures.roc, pictures.precisionRecall, calibration, worst, print,
  ]
}
