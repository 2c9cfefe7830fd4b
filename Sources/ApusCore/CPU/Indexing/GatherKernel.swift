import CApusKernels

extension Gather {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let table = inputs[0]
    let indices = inputs[1]
    indices.checkIndices(below: table.shape[axis], "gather")
    if output.elementCount == 0 { return }
    var outer = 1
    for position in 0..<axis { outer *= table.shape[position] }
    let count = indices.elementCount
    apus_gather(
      table.pointer, Int64(outer), Int64(table.shape[axis]),
      Int64(output.type.byteCount / (outer * count)), indices.pointer, indices.indexType,
      Int64(count), output.pointer)
  }
}
