import CApusKernels

extension DropoutPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let keep = 1 - rate
    let scale = keep > 0 ? 1 / keep : 0
    let count = Int64(output.elementCount)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_dropout(
      output.dtype.kernelType, stream.seed, stream.stream, keep, scale, count, inputs[0].pointer,
      output.pointer)
  }
}
