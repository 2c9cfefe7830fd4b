import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// Widrow and Hoff's adaptive linear neuron, one for each class.
  ///
  /// The same rule as ``Adaline``'s, found by the tape: see ``ApusNN/Loss/leastMeanSquares``.
  ///
  /// - Source: lectures S2:355–460 and S3, catalogue C2.
  public static let adaline = Recipe(
    name: "adaline",
    summary: "an adaptive linear neuron for each class, by least mean squares (--dataset)",
    rows: ["C2", "M3"],
    datasets: classicSets,
    epochs: 100, batchSize: 1, optimizer: "SGD", learningRate: "0.002",
    loss: .leastMeanSquares,
    pictures: Picture.allCases,
    expectations: [
      Expectation(
        1, tolerance: 0, seconds: 1, settings: ["dataset": "and", "learningRate": "0.05"]),
      Expectation(
        0.5, tolerance: 0.25, seconds: 1, settings: ["dataset": "xor", "learningRate": "0.05"]),
      Expectation(0.96, tolerance: 0.02, seconds: 20, settings: ["dataset": "banknote"]),
    ]
  ) { _, dataset in
    [Dense(dataset.classNames.count)]
  }
}

extension Loss {
  /// The mean over the examples of Σₖ (tₖ − sₖ)², t = ±1.
  ///
  /// A step of plain descent on one example is w ← w + 2μεx.
  static var leastMeanSquares: Loss {
    Loss("leastMeanSquares") { sums, labels in
      square(bipolarTargets(labels, like: sums) - sums).sum(axis: -1).mean()
    }
  }
}
