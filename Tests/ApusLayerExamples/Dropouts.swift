import ApusNN

extension LayerExample {
  /// Dropout and noise.
  static let dropouts: [LayerExample] = [
    .alone([5]) { AlphaDropout(0.2) },
    .alone([5]) { ClassicalDropout(0.2) },
    .alone([5]) { DropConnect(3) },
    .alone([5]) { DropPath(0.2) },
    .alone([5]) { Dropout(0.2) },
    .alone([5]) { GaussianDropout(0.2) },
    .alone([5]) { GaussianNoise(0.1) },
    .alone(steps) { SpatialDropout1D(0.2) },
    .alone(image) { SpatialDropout2D(0.2) },
  ]
}
