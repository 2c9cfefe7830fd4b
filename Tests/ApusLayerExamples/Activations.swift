import ApusNN

extension LayerExample {
  /// Activations as layers.
  static let activations: [LayerExample] = [
    .alone([5]) { Activation(.tanh) },
    .alone([5]) { Activation(.elu(alpha: 0.5)) },
    .alone([5]) { ELU(alpha: 0.7) },
    .alone([5]) { LeakyReLU() },
    .alone([5]) { PReLU(alphaInitializer: .constant(0.2)) },
    .alone([5]) { RReLU() },
    .alone([5]) { ReLU(maxValue: 2, negativeSlope: 0.1, threshold: 0.5) },
    .alone(steps) { Softmax(axis: 1) },
    .alone([5]) { Swish() },
    .arithmetic([4]) { $0 * 2 + $0 },
  ]
}
