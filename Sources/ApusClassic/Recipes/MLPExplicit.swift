import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// ``mlpClassic`` with every formula of backpropagation written out, in the lectures' matrices or
  /// neuron by neuron.
  ///
  /// The same seed gives the same first weights, and so the weights of ``mlpClassic`` up to the
  /// rounding of float32: what the tape finds is what the lecture derives. Where the rate is too
  /// high for the data, as on iris, the rounding grows from step to step, and the two part after
  /// some twenty epochs.
  ///
  /// - Source: lectures S2:501–1440, catalogue C3.
  public static let mlpExplicit = Recipe(
    name: "mlp-explicit",
    summary: "mlp-classic by the lectures' own formulas, matrix or classical (--dataset)",
    rows: ["C3"],
    datasets: classicSets,
    epochs: 200, batchSize: 8, optimizer: "SGD", learningRate: "0.1",
    settings: hiddenLayerSettings + [
      Setting(
        "form", .choice(MultilayerPerceptron.Form.allCases.map(\.rawValue)), default: "matrix",
        "how gradients are computed: in matrices, or neuron by neuron")
    ],
    loss: .explicitCrossEntropy,
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
    [
      ExplicitPerceptron(
        [values.integer("hidden"), dataset.classNames.count],
        hidden: values.text("activation") == "tanh" ? .tanh : .sigmoid,
        form: values.text("form") == "matrix" ? .matrix : .classical)
    ]
  }
}

extension Loss {
  /// The mean over the m examples of −ln ŷ of an example's class, ŷ = softmax(z), with its
  /// derivative written out: δ^L = (ŷ − y) / m. The name is that of the loss on the tape, since it
  /// is the same.
  static var explicitCrossEntropy: Loss {
    Loss("sparseCategoricalCrossEntropy") { sums, labels in
      let y = labels.oneHot(depth: sums.shape[1], dtype: sums.dtype)
      return customGradient(at: sums) { z in
        -(y * logSoftmax(z)).sum() / Double(z.shape[0])
      } product: { z, _, cotangent in
        cotangent * (softmax(z) - y) / Double(z.shape[0])
      }
    }
  }
}
