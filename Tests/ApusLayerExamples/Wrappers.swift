import ApusNN

extension LayerExample {
  /// Layers around others.
  static let wrappers: [LayerExample] = [
    .alone([5]) { SpectralNormalized(Dense(3)) },
    .alone(steps) { TimeDistributed(Dense(3)) },
    .alone([5]) { WeightNoise(Dense(3), 0.1) },
    .alone([5]) { WeightNormalized(Dense(3)) },
    .alone([5]) { WeightNormalizedDense(3) },
  ]
}
