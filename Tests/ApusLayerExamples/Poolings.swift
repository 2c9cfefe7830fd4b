import ApusNN

extension LayerExample {
  /// Pooling: sliding, global and adaptive.
  static let poolings: [LayerExample] = [
    .alone(steps) { AdaptiveAveragePooling1D(4) },
    .alone(image) { AdaptiveAveragePooling2D((4, 3)) },
    .alone(volume) { AdaptiveAveragePooling3D((3, 2, 2)) },
    .alone(steps) { AdaptiveMaxPooling1D(4) },
    .alone(image) { AdaptiveMaxPooling2D((4, 3)) },
    .alone(volume) { AdaptiveMaxPooling3D((3, 2, 2)) },
    .alone(steps) { AveragePooling1D(2) },
    .alone(image) { AveragePooling2D(2, padding: .same) },
    .alone(volume) { AveragePooling3D(2) },
    .alone(steps) { GlobalAveragePooling1D() },
    .alone(image) { GlobalAveragePooling2D() },
    .alone(volume) { GlobalAveragePooling3D() },
    .alone(steps) { GlobalMaxPooling1D() },
    .alone(image) { GlobalMaxPooling2D(keepDimensions: true) },
    .alone(volume) { GlobalMaxPooling3D() },
    .alone(steps) { MaxPooling1D(2) },
    .alone(image) { MaxPooling2D(3, strides: 2) },
    .alone(volume) { MaxPooling3D(2) },
  ]
}
