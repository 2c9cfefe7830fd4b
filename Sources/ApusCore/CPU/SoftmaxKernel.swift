import CApusKernels

extension SoftmaxPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_softmax(
      output.dtype.kernelType, Int64(split.outer), Int64(split.count), Int64(split.inner),
      inputs[0].pointer, output.pointer)
  }
}

extension SoftmaxGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_softmax_gradient(
      output.dtype.kernelType, Int64(split.outer), Int64(split.count), Int64(split.inner),
      inputs[0].pointer, inputs[1].pointer, output.pointer)
  }
}

extension LogSoftmaxGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_log_softmax_gradient(
      output.dtype.kernelType, Int64(split.outer), Int64(split.count), Int64(split.inner),
      inputs[0].pointer, inputs[1].pointer, output.pointer)
  }
}

extension LogSoftmax {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_log_softmax(
      output.dtype.kernelType, Int64(split.outer), Int64(split.count), Int64(split.inner),
      inputs[0].pointer, output.pointer)
  }
}
