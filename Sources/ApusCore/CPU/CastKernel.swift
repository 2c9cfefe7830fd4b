import CApusKernels

extension Cast {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let input = inputs[0]
    apus_cast(
      input.pointer, input.dtype.kernelType, output.pointer, output.dtype.kernelType,
      Int64(output.elementCount))
  }
}
