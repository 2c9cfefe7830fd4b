extension LayerRegistry {
  /// The layers that change shapes.
  static let shapings: [any ConfigurableModule.Type] = [
    BorderPadding.self, Cropping1D.self, Cropping2D.self, Cropping3D.self, Flatten.self,
    Permute.self, RepeatVector.self, Reshape.self, Resizing.self, UpSampling1D.self,
    UpSampling2D.self, UpSampling3D.self, ZeroPadding1D.self, ZeroPadding2D.self,
    ZeroPadding3D.self,
  ]
}
