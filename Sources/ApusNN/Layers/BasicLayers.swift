extension LayerRegistry {
  /// The layers that stand in this folder itself, and operations of graphs.
  static let basic: [any ConfigurableModule.Type] = [
    Activation.self, Dense.self, TensorOperation.self, Masking.self,
  ]
}
