extension Primitives {
  static let normalization: [any AnyPrimitive.Type] = [
    BatchNormalizationGradient.self, BatchNormalizationPrimitive.self, CentredScale.self,
    GroupNormalizationGradient.self, GroupNormalizationPrimitive.self,
    LocalResponseNormalizationGradient.self, LocalResponseNormalizationPrimitive.self,
  ]
}
