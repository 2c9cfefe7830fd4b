import ApusNN

extension LayerExample {
  /// Layers that move, repeat, cut off and add elements.
  static let shapings: [LayerExample] = [
    .alone([4, 3]) { BorderPadding([(1, 2)], mode: .reflect) },
    .alone(steps) { Cropping1D(1) },
    .alone(image) { Cropping2D(1) },
    .alone(volume) { Cropping3D(1) },
    .alone(image) { Flatten() },
    .alone(steps) { Permute([2, 1]) },
    .alone([5]) { RepeatVector(3) },
    .alone([6]) { Reshape([2, 3]) },
    .alone(image) { Resizing((16, 12)) },
    .alone(steps) { UpSampling1D(2) },
    .alone(image) { UpSampling2D(2, interpolation: .bilinear) },
    .alone(volume) { UpSampling3D(2) },
    .alone(steps) { ZeroPadding1D(1) },
    .alone(image) { ZeroPadding2D(1) },
    .alone(volume) { ZeroPadding3D(1) },
  ]
}
