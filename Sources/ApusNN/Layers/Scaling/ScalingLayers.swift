extension LayerRegistry {
  /// The layers that scale inputs.
  static let scalings: [any ConfigurableModule.Type] = [
    Normalization.self, Rescaling.self,
  ]
}
