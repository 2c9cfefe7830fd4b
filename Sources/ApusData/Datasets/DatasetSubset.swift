import ApusCore

extension Dataset {
  /// The examples at `positions`, in that order; they stay where they are. Traps outside the set.
  public func subset(_ positions: some Sequence<Int>) -> any Dataset {
    let positions = Array(positions)
    require(
      positions.allSatisfy { $0 >= 0 && $0 < count }, "subset: a position outside 0..<\(count)")
    return DatasetSubset(base: self, positions: positions)
  }
}

private struct DatasetSubset<Base: Dataset>: Dataset {
  let base: Base
  let positions: [Int]
  var count: Int { positions.count }
  var featureShape: Shape { base.featureShape }
  var labelType: LabelType { base.labelType }
  var classNames: [String] { base.classNames }

  func copyFeatures(at chosen: ArraySlice<Int>, to target: UnsafeMutableBufferPointer<Float>) throws
  {
    try base.copyFeatures(at: chosen.map { positions[$0] }[...], to: target)
  }

  func copyLabels(at chosen: ArraySlice<Int>, to target: UnsafeMutableRawBufferPointer) throws {
    try base.copyLabels(at: chosen.map { positions[$0] }[...], to: target)
  }

  func batch(at chosen: ArraySlice<Int>, epoch: Int) throws -> Batch {
    try base.batch(at: chosen.map { positions[$0] }[...], epoch: epoch)
  }
}
