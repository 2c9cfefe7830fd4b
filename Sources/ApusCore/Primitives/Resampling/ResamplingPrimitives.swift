extension Primitives {
  static let resampling: [any AnyPrimitive.Type] = [
    Resample2D.self
  ]
}
