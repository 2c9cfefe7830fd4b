extension Primitives {
  static let convolution: [any AnyPrimitive.Type] = [
    Convolution2D.self, Convolution2DFilterGradient.self, Convolution2DTranspose.self,
    FoldPrimitive.self, Unfold.self,
  ]
}
