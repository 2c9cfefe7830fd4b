import ApusNN

extension LayerExample {
  /// Dense layers and outputs.
  static let dense: [LayerExample] = [
    .alone([5]) { Dense(3, activation: .gelu) },
    .alone([5]) { Dense(3, activation: .tanh, useBias: false) },
    .alone(steps) { FeedForward(7) },
    .alone([5]) { Maxout(3) },
    .alone([5]) { RBFOutput(3) },
    .alone([5]) { RBFOutput(3, gamma: 0.1) },
    .alone([5]) { RBFOutput(3, kernel: .squaredDistance) },
  ]
}
