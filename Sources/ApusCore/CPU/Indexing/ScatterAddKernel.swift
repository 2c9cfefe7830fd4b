import CApusKernels

extension ScatterAdd {
  func compute(_ inputs: [Tensor], into output: Tensor) {
    let values = inputs[0], indices = inputs[1]
    indices.checkIndices(below: extent, "scatter_add")
    var outer = 1, inner = 1
    for position in 0..<axis { outer *= output.shape[position] }
    for position in (axis + 1)..<output.rank { inner *= output.shape[position] }
    let number: apus_add_type =
      switch output.dtype {
      case .float32: APUS_ADD_FLOAT32
      case .float64: APUS_ADD_FLOAT64
      case .bfloat16: APUS_ADD_BFLOAT16
      case .int32: APUS_ADD_INT32
      case .int64: APUS_ADD_INT64
      case .uint8: APUS_ADD_UINT8
      case .bool: fatalError("scatter_add: bool does not add up")
      }
    let done = apus_scatter_add(
      values.pointer, Int64(outer), Int64(extent), Int64(inner), indices.pointer,
      indices.indexType, Int64(indices.elementCount), number, output.pointer)
    precondition(done != 0, "out of memory: float32 sums for a scatter_add to \(output.type)")
  }
}
