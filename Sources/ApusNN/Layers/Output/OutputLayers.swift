extension LayerRegistry {
  /// The layers for outputs.
  static let outputs: [any ConfigurableModule.Type] = [
    RBFOutput.self
  ]
}
