extension Primitives {
  static let random: [any AnyPrimitive.Type] = [
    DropoutPrimitive.self
  ]
}
