extension LayerRegistry {
  /// The layers of dropout and noise.
  static let dropouts: [any ConfigurableModule.Type] = [
    AlphaDropout.self, ClassicalDropout.self, DropConnect.self, DropPath.self, Dropout.self,
    GaussianDropout.self, GaussianNoise.self, SpatialDropout1D.self, SpatialDropout2D.self,
  ]
}
