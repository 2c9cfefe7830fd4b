import ApusCore
import ApusData
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

extension Sweep {
  /// The squared error of ever larger models in its parts: bias falls with size, variance grows.
  ///
  /// The truth is sin 2πx on −1…1, known at fixed places with normal noise, which is drawn anew for
  /// each data set; models are judged at other places against observations with noise as well, each
  /// e with −e, so that the three parts sum to the measured error exactly. Polynomials are fitted
  /// by least squares, for which the table also has bias² and variance in closed form; networks
  /// have one hidden layer of tanh, initialized anew for each data set.
  ///
  /// - Source: lecture S4:100, catalogue B12; Bishop, Pattern Recognition and Machine Learning,
  ///   3.2.
  public static let biasVariance = Sweep(
    name: "bias-variance",
    summary: "bias², variance and noise of ever larger models, by resampling",
    rows: ["B12"],
    settings: [
      Setting(
        "model", .choice(["polynomial", "network"]), default: "polynomial",
        "polynomials of degree 0, 1, 2, … or networks of 1, 2, 4, … tanh units"),
      Setting("sizes", .integer(1...24), default: "10", "how many sizes of the model"),
      Setting("examples", .integer(2...10000), default: "25", "examples in a data set"),
      Setting("datasets", .integer(2...10000), default: "100", "data sets for each size"),
      Setting(
        "noise", .number(0...100, openBelow: false), default: "0.3",
        "the standard deviation of the noise"),
      stepsSetting(2000), rateSetting(0.01),
    ],
    columns: [
      "size", "error", "bias2", "variance", "noise", "bias2_exact", "variance_exact",
    ],
    expectation:
      "the least error, 0.12, at degree 7: less bias from there on costs more variance",
    count: { $0.integer("sizes") },
    measure: measureBiasVariance,
    draw: { settings, history in
      var chart = Chart(
        title: "bias-variance: \(settings.text("model"))",
        x: Axis(
          settings.text("model") == "polynomial" ? "degree" : "units",
          scale: settings.text("model") == "polynomial" ? .linear : .logarithmic),
        y: Axis("mean squared error", scale: .logarithmic))
      for (column, label) in [
        ("error", "error"), ("bias2", "bias²"), ("variance", "variance"), ("noise", "noise"),
      ] { chart.add(Line(history.points(column, over: "size"), label: label)) }
      return [("bias-variance", chart)]
    })
}

private func measureBiasVariance(_ part: SweepPart) throws -> SweepRow? {
  let settings = part.settings
  let isPolynomial = settings.text("model") == "polynomial"
  let size = isPolynomial ? part.number : 1 << part.number
  let examples = middles(settings.integer("examples"))
  let places = middles(100)
  let truth = places.map { sin(2 * .pi * $0) }
  let truthAtExamples = examples.map { sin(2 * .pi * $0) }
  let deviation = settings.number("noise")
  let datasets = settings.integer("datasets")
  func noise(_ count: Int) -> [Double] {
    (0..<count).map { _ in part.generator.normal(standardDeviation: deviation) }
  }
  let observations = (0..<50).flatMap { _ -> [[Double]] in
    let drawn = noise(places.count)
    return [zip(truth, drawn).map { $0 + $1 }, zip(truth, drawn).map { $0 - $1 }]
  }
  let targets = (0..<datasets).map { _ in
    zip(truthAtExamples, noise(examples.count)).map { $0 + $1 }
  }
  var predictions: [[Double]] = []
  var exact: BiasVariance.Parts?
  if isPolynomial {
    let smoother = LinearSmoother(
      examples: legendreFeatures(examples, degree: size),
      places: legendreFeatures(places, degree: size))
    predictions = targets.map(smoother.predictions)
    exact = smoother.expectation(
      truthAtExamples: truthAtExamples, truthAtPlaces: truth, noise: deviation * deviation)
    guard part.goesOn(datasets, datasets) else { return nil }
  } else {
    let features = column(examples)
    for (number, values) in targets.enumerated() {
      guard part.goesOn(number, datasets),
        let model = fittedNetwork(
          hidden: [size], activation: .tanh, features, column(values),
          steps: settings.integer("steps"), learningRate: settings.number("learningRate"),
          generator: part.generator, goesOn: { part.goesOn(number, datasets) })
      else { return nil }
      predictions.append(try model.predict(column(places)).doubles)
    }
  }
  let mean = BiasVariance(predictions: predictions, observations: observations).mean
  return SweepRow(values: [
    Double(size), mean.error, mean.biasSquared, mean.variance, mean.noise,
    exact?.biasSquared ?? .nan, exact?.variance ?? .nan,
  ])
}

/// The middles of `count` equal parts of −1…1.
private func middles(_ count: Int) -> [Double] {
  (0..<count).map { -1 + (2 * Double($0) + 1) / Double(count) }
}

/// Numbers as a column, [count, 1], float32.
func column(_ values: [Double]) -> Tensor {
  Tensor(values.map { Float($0) }, shape: [values.count, 1])
}
