extension Primitives {
  static let attention: [any AnyPrimitive.Type] = [
    AttentionGradient.self, AttentionPrimitive.self,
  ]
}
