extension LayerRegistry {
  /// The layers that convolve.
  static let convolutions: [any ConfigurableModule.Type] = [
    Conv1D.self, Conv2D.self, Conv3D.self, Conv1DTranspose.self, Conv2DTranspose.self,
    Conv3DTranspose.self, DepthwiseConv1D.self, DepthwiseConv2D.self, SeparableConv1D.self,
    SeparableConv2D.self, LocallyConnected1D.self, LocallyConnected2D.self,
  ]
}
