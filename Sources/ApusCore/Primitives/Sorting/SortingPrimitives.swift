extension Primitives {
  static let sorting: [any AnyPrimitive.Type] = [
    ArgSort.self
  ]
}
