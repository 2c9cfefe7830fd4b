import CApusKernels

extension MultiplyPairs {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    let shape = inputs[0].shape
    apus_multiply_pairs(
      output.dtype.kernelType, Int64(shape[0]), Int64(shape[1]),
      inputs[0].pointer, output.pointer)
  }
}

extension SpreadPairs {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_spread_pairs(
      output.dtype.kernelType, Int64(output.shape[0]),
      Int64(output.shape[1]), tail ? 1 : 0, inputs[0].pointer, inputs[1].pointer, output.pointer)
  }
}

extension DotPairs {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    let shape = inputs[0].shape
    apus_dot_pairs(
      output.dtype.kernelType, Int64(shape[0]), Int64(shape[1]),
      tail ? 1 : 0, inputs[0].pointer, inputs[1].pointer, output.pointer)
  }
}
