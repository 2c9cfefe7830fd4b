import CApusKernels

extension GatedLinearUnit {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, width) = extents(output.shape)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_glu(output.dtype.kernelType, rows, width, inputs[0].pointer, output.pointer)
  }
}

extension GatedLinearUnitGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, width) = extents(inputs[0].shape)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_glu_gradient(
      output.dtype.kernelType, rows, width, inputs[0].pointer, inputs[1].pointer, output.pointer)
  }
}

/// The rows of an output, and how wide one is.
private func extents(_ shape: Shape) -> (rows: Int64, width: Int64) {
  let width = shape[shape.rank - 1]
  return (Int64(width == 0 ? 0 : shape.elementCount / width), Int64(width))
}
