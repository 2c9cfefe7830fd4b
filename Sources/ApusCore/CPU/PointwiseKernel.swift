import CApusKernels

extension PointwiseActivation {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    apus_pointwise(
      Self.function, constants, output.dtype.kernelType, inputs[0].pointer, output.pointer,
      Int64(output.elementCount))
  }
}

extension PointwiseGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    apus_pointwise_gradient(
      Activation.function, activation.constants, output.dtype.kernelType, inputs[0].pointer,
      inputs[1].pointer, output.pointer, Int64(output.elementCount))
  }
}
