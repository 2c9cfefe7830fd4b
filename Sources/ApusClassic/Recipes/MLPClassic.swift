import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// The hidden layer of the multilayer perceptrons, on the tape and written out.
  static let hiddenLayerSettings = [
    Setting("hidden", .integer(1...4096), default: "8", "units of the hidden layer"),
    Setting("activation", .choice(["tanh", "sigmoid"]), default: "tanh", "of the hidden layer"),
  ]

  /// The lecture's multilayer perceptron: one hidden layer of sigmoid or tanh, plain descent.
  ///
  /// The network of ``MultilayerPerceptron`` with softmax and cross-entropy, its gradients by the
  /// tape; ``mlpExplicit`` is the same by the written-out formulas. Batch size 1 is online
  /// learning, one of at least the examples the full batch.
  ///
  /// - Source: lecture S2:501–1440, catalogue C3.
  public static let mlpClassic = Recipe(
    name: "mlp-classic",
    summary: "one hidden layer of tanh or sigmoid, by plain descent (--dataset)",
    rows: ["C3", "M4"],
    datasets: classicSets,
    epochs: 200, batchSize: 8, optimizer: "SGD", learningRate: "0.1",
    settings: hiddenLayerSettings,
    pictures: Picture.allCases,
    expectations: [
      Expectation(1, tolerance: 0, seconds: 1, settings: ["dataset": "and"]),
      Expectation(1, tolerance: 0, seconds: 1, settings: ["dataset": "xor"]),
      Expectation(
        0.967, tolerance: 0.04, seconds: 2, settings: ["dataset": "iris", "learningRate": "0.02"]),
      Expectation(1, tolerance: 0.01, seconds: 20, settings: ["dataset": "banknote"]),
      Expectation(0.854, tolerance: 0.05, seconds: 3, settings: ["dataset": "sonar"]),
    ]
  ) { values, dataset in
    let activation: ActivationFunction = values.text("activation") == "tanh" ? .tanh : .sigmoid
    return [
      Dense(values.integer("hidden"), activation: activation), Dense(dataset.classNames.count),
    ]
  }
}
