import CApusKernels

extension ScatterAdd {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let values = inputs[0]
    let indices = inputs[1]
    indices.checkIndices(below: extent, "scatter_add")
    var outer = 1
    var inner = 1
    for position in 0..<axis { outer *= output.shape[position] }
    for position in (axis + 1)..<output.rank { inner *= output.shape[position] }
    let done = apus_scatter_add(
      values.pointer, Int64(outer), Int64(extent), Int64(inner), indices.pointer,
      indices.indexType, Int64(indices.elementCount), output.dtype.addType, output.pointer)
    require(done != 0, "out of memory: float32 sums for a scatter_add to \(output.type)")
  }
}
