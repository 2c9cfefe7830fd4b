extension LayerRegistry {
  /// The layers that wrap another.
  static let wrappers: [any ConfigurableModule.Type] = [
    SpectralNormalized.self, TimeDistributed.self, WeightNoise.self, WeightNormalized.self,
  ]
}
