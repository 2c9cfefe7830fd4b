extension LayerRegistry {
  /// The layers that normalize.
  static let normalizations: [any ConfigurableModule.Type] = [
    BatchNormalization.self, GroupNormalization.self, InstanceNormalization.self,
    LayerNormalization.self, LocalResponseNormalization.self, RMSNormalization.self,
    UnitNormalization.self, WeightNormalizedDense.self,
  ]
}
