import ApusNN

extension LayerExample {
  /// Pooling of regions of interest: no gradient reaches the boxes.
  static let regions: [LayerExample] = [
    .joined(image, boxes, smooth: [0]) { RoIAlign((2, 2)) },
    .joined(image, boxes, smooth: [0]) {
      RoIAlign((3, 2), spatialScale: 0.5, samplingRatio: 2, aligned: true)
    },
    .joined(image, boxes, smooth: [0]) { RoIPooling((2, 2)) },
    .joined(image, boxes, smooth: [0]) { PositionSensitiveRoIAlign((2, 2)) },
    .joined(image, boxes, smooth: [0]) { PositionSensitiveRoIPooling((2, 2)) },
  ]
}
