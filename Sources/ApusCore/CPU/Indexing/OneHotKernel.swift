import CApusKernels

extension OneHot {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let labels = inputs[0]
    labels.checkIndices(below: depth, "one_hot")
    apus_one_hot(
      labels.pointer, labels.indexType, Int64(labels.elementCount), Int64(depth),
      Int64(dtype.byteCount), dtype.bits(of: 1), output.pointer)
  }
}
