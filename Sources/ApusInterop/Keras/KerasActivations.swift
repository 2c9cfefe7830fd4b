import ApusNN

extension KerasSetting {
  /// The activation functions that Keras has by name.
  private static let activations = [
    "linear", "relu", "relu6", "sigmoid", "tanh", "softmax", "log_softmax", "softplus", "softsign",
    "selu", "elu", "celu", "exponential", "gelu", "silu", "mish", "leaky_relu", "hard_sigmoid",
    "hard_silu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink", "log_sigmoid", "glu",
    "sparsemax", "sparse_plus", "sparse_sigmoid", "squareplus",
  ]

  /// Keras's name of an activation function of this library; nil where it has none without numbers
  /// of its own.
  static func kerasActivation(_ name: String) -> String? {
    guard let function = ActivationFunction(named: name) else { return nil }
    return activations.first { ActivationFunction(named: activation(named: $0)) == function }
  }

  /// This library's name of an activation function of Keras.
  static func activation(named name: String) -> String {
    let others = [
      "leaky_relu": "leakyReLU(0.2)", "hard_swish": "hardSilu", "swish": "silu",
    ]
    return others[name] ?? camelCase(name)
  }
}
