extension Primitives {
  static let pooling: [any AnyPrimitive.Type] = [
    AveragePooling2DGradient.self, AveragePooling2DPrimitive.self, MaxPooling2DGather.self,
    MaxPooling2DPrimitive.self, MaxPooling2DScatter.self,
  ]
}
