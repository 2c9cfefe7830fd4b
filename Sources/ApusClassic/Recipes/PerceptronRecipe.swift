import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// Rosenblatt's perceptron, one neuron for each class, which says whether an example is of it.
  ///
  /// The same rule as ``Perceptron``'s, found by the tape: see ``ApusNN/Loss/perceptronCriterion``.
  ///
  /// - Source: lecture S2:232–319, catalogue C1.
  public static let perceptron = Recipe(
    name: "perceptron",
    summary: "a perceptron for each class: learns and, not xor (--dataset)",
    rows: ["C1", "M3"],
    datasets: classicSets,
    epochs: 100, batchSize: 1, optimizer: "SGD", learningRate: "0.1",
    loss: .perceptronCriterion,
    pictures: Picture.allCases,
    expectations: [
      Expectation(1, tolerance: 0, seconds: 1, settings: ["dataset": "and"]),
      Expectation(0.5, tolerance: 0.25, seconds: 1, settings: ["dataset": "xor"]),
      Expectation(0.8, tolerance: 0.14, seconds: 2, settings: ["dataset": "iris"]),
      Expectation(0.99, tolerance: 0.02, seconds: 20, settings: ["dataset": "banknote"]),
      Expectation(0.805, tolerance: 0.1, seconds: 3, settings: ["dataset": "sonar"]),
    ]
  ) { _, dataset in
    [Dense(dataset.classNames.count)]
  }
}

extension Loss {
  /// The mean over the examples of Σₖ max(0, −tₖsₖ), t = ±1: how wrong the sums of wrong neurons
  /// are.
  ///
  /// Its gradient for one example is −tx where the neuron is wrong and 0 where it is right, so a
  /// step of plain descent is the perceptron's rule Δw = αx y^d.
  static var perceptronCriterion: Loss {
    Loss("perceptronCriterion") { sums, labels in
      relu(-(bipolarTargets(labels, like: sums) * sums)).sum(axis: -1).mean()
    }
  }
}
