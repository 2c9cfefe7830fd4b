import ApusCore

extension Dataset {
  /// The same examples with their features in another shape: [784] for [28, 28, 1].
  ///
  /// Traps where the number of elements differs.
  public func reshaped(to shape: Shape) -> any Dataset {
    require(
      shape.elementCount == featureShape.elementCount,
      "reshaped: \(featureShape) has \(featureShape.elementCount) elements, \(shape) has not")
    return ReshapedDataset(base: self, featureShape: shape)
  }
}

private struct ReshapedDataset<Base: Dataset>: Dataset {
  let base: Base
  let featureShape: Shape
  var count: Int { base.count }
  var labelType: LabelType { base.labelType }
  var classNames: [String] { base.classNames }

  func copyFeatures(at positions: ArraySlice<Int>, to target: UnsafeMutableBufferPointer<Float>)
    throws
  {
    try base.copyFeatures(at: positions, to: target)
  }

  func copyLabels(at positions: ArraySlice<Int>, to target: UnsafeMutableRawBufferPointer) throws {
    try base.copyLabels(at: positions, to: target)
  }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    let batch = try base.batch(at: positions, epoch: epoch)
    let shape = featureShape.inserting(batch.count, at: 0)
    return Batch(features: batch.features.reshaped(to: shape), labels: batch.labels)
  }
}
