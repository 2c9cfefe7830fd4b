import ApusCore

extension Dataset {
  /// The same examples with their first input in another shape: [784] for [28, 28, 1].
  ///
  /// Traps where the number of elements differs.
  public func reshaped(to shape: Shape) -> any Dataset {
    require(
      shape.elementCount == featureShape.elementCount,
      "reshaped: \(featureShape) has \(featureShape.elementCount) elements, \(shape) has not")
    return ReshapedDataset(base: self, shape: shape)
  }
}

private struct ReshapedDataset<Base: Dataset>: Dataset {
  let base: Base
  let shape: Shape

  var count: Int { base.count }
  var targets: [Field] { base.targets }
  var inputs: [Field] {
    var fields = base.inputs
    fields[0].extents = shape.map { $0 }
    return fields
  }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    let batch = try base.batch(at: positions, epoch: epoch)
    return batch.replacing(
      features: batch.features.reshaped(to: shape.inserting(batch.count, at: 0)))
  }

  func classes() throws -> [Int]? { try base.classes() }
  func length(at position: Int) -> Int? { base.length(at: position) }
}
