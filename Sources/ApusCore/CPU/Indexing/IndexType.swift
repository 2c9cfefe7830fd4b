import CApusKernels

extension Tensor {
  /// How the kernels read this tensor's elements as indices.
  var indexType: apus_index_type {
    switch dtype {
    case .uint8: APUS_INDEX_UINT8
    case .int32: APUS_INDEX_INT32
    case .int64: APUS_INDEX_INT64
    case .float32, .float64, .bfloat16, .bool:
      trap("indices of \(dtype); they must be int32, int64 or uint8")
    }
  }

  /// Traps on the first index outside 0..<extent: kernels never read or write out of bounds.
  func checkIndices(below extent: Int, _ operation: StaticString) {
    let bad = apus_first_bad_index(pointer, indexType, Int64(elementCount), Int64(extent))
    require(
      bad < 0,
      """
      \(operation): index \(apus_index_at(pointer, indexType, bad)) at position \(bad) is outside \
      0..<\(extent)
      """
    )
  }
}
