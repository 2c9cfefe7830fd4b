import CApusKernels

extension PointwiseFunction {
  /// The function as kernels name it.
  fileprivate var kernel: apus_pointwise_function { apus_pointwise_function(rawValue) }
}

extension PointwiseConstants {
  /// The constants as kernels take them.
  fileprivate var kernelConstants: apus_pointwise_constants {
    apus_pointwise_constants(a: a, b: b, c: c, d: d)
  }
}

extension PointwiseActivation {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    apus_pointwise(
      Self.function.kernel, constants.kernelConstants, output.dtype.kernelType, inputs[0].pointer,
      output.pointer, Int64(output.elementCount))
  }
}

extension PointwiseGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    apus_pointwise_gradient(
      Activation.function.kernel, activation.constants.kernelConstants, output.dtype.kernelType,
      inputs[0].pointer, inputs[1].pointer, output.pointer, Int64(output.elementCount))
  }
}
