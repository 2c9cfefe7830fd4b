extension Primitives {
  static let signal: [any AnyPrimitive.Type] = [
    FourierTransform.self
  ]
}
