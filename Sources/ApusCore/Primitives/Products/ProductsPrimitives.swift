extension Primitives {
  static let products: [any AnyPrimitive.Type] = [
    LinearPrimitive.self, MatMul.self,
  ]
}
