import CApusKernels

extension SoftmaxPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    switch output.dtype {
    case .float32:
      apus_softmax_f32(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Float.self), output.pointer(to: Float.self))
    case .float64:
      apus_softmax_f64(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Double.self), output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension SoftmaxGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    switch output.dtype {
    case .float32:
      apus_softmax_gradient_f32(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Float.self), inputs[1].pointer(to: Float.self),
        output.pointer(to: Float.self))
    case .float64:
      apus_softmax_gradient_f64(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
        output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension LogSoftmaxGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    switch output.dtype {
    case .float32:
      apus_log_softmax_gradient_f32(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Float.self), inputs[1].pointer(to: Float.self),
        output.pointer(to: Float.self))
    case .float64:
      apus_log_softmax_gradient_f64(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
        output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension LogSoftmax {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(output.shape, axis: axis)
    switch output.dtype {
    case .float32:
      apus_log_softmax_f32(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Float.self), output.pointer(to: Float.self))
    case .float64:
      apus_log_softmax_f64(
        Int64(split.outer), Int64(split.count), Int64(split.inner),
        inputs[0].pointer(to: Double.self), output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}
