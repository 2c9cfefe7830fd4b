import CApusKernels

extension GatherAlong {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let source = inputs[0]
    let indices = inputs[1]
    indices.checkIndices(below: source.shape[axis], "gather_along")
    if output.elementCount == 0 { return }
    let (outer, inner) = output.shape.around(axis)
    apus_gather_along(
      source.pointer, Int64(outer), Int64(source.shape[axis]), Int64(inner),
      Int64(output.dtype.byteCount), indices.pointer, indices.indexType,
      Int64(output.shape[axis]), output.pointer)
  }
}

extension ScatterAddAlong {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let values = inputs[0]
    let indices = inputs[1]
    indices.checkIndices(below: extent, "scatter_add_along")
    let (outer, inner) = output.shape.around(axis)
    let done = apus_scatter_add_along(
      values.pointer, Int64(outer), Int64(extent), Int64(inner), indices.pointer,
      indices.indexType, Int64(values.shape[axis]), output.dtype.addType, output.pointer)
    require(done != 0, "out of memory: float32 sums for a scatter_add to \(output.type)")
  }
}

extension Shape {
  /// The products of the extents before and after an axis.
  fileprivate func around(_ axis: Int) -> (outer: Int, inner: Int) {
    var outer = 1
    var inner = 1
    for position in 0..<axis { outer *= self[position] }
    for position in (axis + 1)..<rank { inner *= self[position] }
    return (outer, inner)
  }
}
