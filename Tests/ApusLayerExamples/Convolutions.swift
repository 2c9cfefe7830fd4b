import ApusNN

extension LayerExample {
  /// Convolutions, transposed, depthwise, separable and locally connected.
  static let convolutions: [LayerExample] = [
    .alone(steps) { Conv1D(4, kernel: 3, padding: .causal, activation: .relu) },
    .alone(image) { Conv2D(4, kernel: 3, padding: .same, groups: 2) },
    .alone(image) { Conv2D(2, kernel: 2, padding: .same, groups: 2, activation: .softplus) },
    .alone(volume) { Conv3D(3, kernel: 2) },
    .alone(steps) { Conv1DTranspose(4, kernel: 3, strides: 2) },
    .alone(image) { Conv2DTranspose(4, kernel: 3, strides: 2) },
    .alone(volume) { Conv3DTranspose(3, kernel: 2, strides: 2) },
    .alone(steps) { DepthwiseConv1D(3, depthMultiplier: 2) },
    .alone(image) { DepthwiseConv2D(3) },
    .alone(steps) { SeparableConv1D(4, kernel: 3) },
    .alone(image) { SeparableConv2D(4, kernel: 3) },
    .alone(steps) { LocallyConnected1D(3, kernel: 2) },
    .alone(image) { LocallyConnected2D(3, kernel: (2, 2)) },
  ]
}
