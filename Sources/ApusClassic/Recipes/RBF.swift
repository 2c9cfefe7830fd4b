import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// A network of radial basis functions: Gaussians around learned centres, and a neuron for each
  /// class that weighs them.
  ///
  /// The features are normalized by the training set's means and variances; γ begins at 1 over
  /// their number, so that the Gaussians are as wide as the data.
  ///
  /// - Source: Broomhead & Lowe 1988; lecture S2:3233, catalogue C10.
  public static let rbf = Recipe(
    name: "rbf",
    summary: "radial basis functions around learned centres (--dataset)",
    rows: ["C10", "M4"],
    datasets: classicSets,
    epochs: 200, batchSize: 16, optimizer: "Adam", learningRate: "0.02",
    settings: [
      Setting("centres", .integer(1...4096), default: "16", "Gaussians, each with a centre")
    ],
    pictures: Picture.allCases,
    expectations: [
      Expectation(1, tolerance: 0, seconds: 1, settings: ["dataset": "and"]),
      Expectation(1, tolerance: 0, seconds: 1, settings: ["dataset": "xor"]),
      Expectation(0.8, tolerance: 0.07, seconds: 2, settings: ["dataset": "iris"]),
      Expectation(1, tolerance: 0.01, seconds: 20, settings: ["dataset": "banknote"]),
      Expectation(0.878, tolerance: 0.05, seconds: 3, settings: ["dataset": "sonar"]),
    ]
  ) { values, dataset in
    let features = dataset.featureShape.elementCount
    return [
      Normalization(),
      RBFOutput(values.integer("centres"), gamma: 1 / Double(max(1, features))),
      Dense(dataset.classNames.count),
    ]
  }
}
