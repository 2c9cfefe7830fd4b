import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// Support vector machines as the output layer, one for each class against the others: hinge loss
  /// and a penalty on their weights.
  ///
  /// The features are normalized by the training set's means and variances. Without hidden units
  /// these are linear machines; with them, the machines' features are learned, too.
  ///
  /// - Source: Cortes & Vapnik 1995; Tang 2013, *Deep learning using linear support vector
  ///   machines*; lecture S2:3233, catalogue C10.
  public static let svm = Recipe(
    name: "svm",
    summary: "support vector machines on a hidden layer, by the hinge loss (--dataset)",
    rows: ["C10", "M4"],
    datasets: classicSets,
    epochs: 200, batchSize: 16, optimizer: "Adam", learningRate: "0.01",
    settings: [
      Setting("hidden", .integer(0...4096), default: "16", "tanh units before them; 0 for none"),
      Setting(
        "penalty", .number(0...1, openBelow: false), default: "0.0001",
        "λ of the machines' weights, λ Σ w²"),
    ],
    loss: .bipolarHinge,
    pictures: Picture.allCases,
    expectations: [
      Expectation(1, tolerance: 0, seconds: 1, settings: ["dataset": "and"]),
      Expectation(1, tolerance: 0, seconds: 1, settings: ["dataset": "xor"]),
      Expectation(0.8, tolerance: 0.07, seconds: 2, settings: ["dataset": "iris"]),
      Expectation(1, tolerance: 0.01, seconds: 20, settings: ["dataset": "banknote"]),
      Expectation(0.805, tolerance: 0.05, seconds: 3, settings: ["dataset": "sonar"]),
    ]
  ) { values, dataset in
    let hidden = values.integer("hidden")
    let machines = Dense(
      dataset.classNames.count, kernelRegularizer: .l2(values.number("penalty")))
    let features: [any Layer] = hidden == 0 ? [] : [Dense(hidden, activation: .tanh)]
    return [Normalization()] + features + [machines]
  }
}

extension Loss {
  /// The mean over examples and classes of max(0, 1 − ts), t = 1 for an example's class and −1 for
  /// the others.
  static var bipolarHinge: Loss {
    Loss("bipolarHinge") { sums, labels in
      hinge(sums, bipolarTargets(labels, like: sums))
    }
  }
}
