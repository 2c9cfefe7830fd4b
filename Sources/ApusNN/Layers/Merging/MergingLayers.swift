extension LayerRegistry {
  /// The layers that merge several inputs.
  static let mergings: [any ConfigurableModule.Type] = [
    Add.self, Average.self, Concatenate.self, Dot.self, Maximum.self, Minimum.self, Multiply.self,
    Subtract.self,
  ]
}
