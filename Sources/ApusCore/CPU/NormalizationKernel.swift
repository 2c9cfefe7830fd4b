import CApusKernels

extension Tensor {
  fileprivate var channels: (rows: Int64, channels: Int64) {
    let channels = shape[rank - 1]
    return (Int64(channels == 0 ? 0 : elementCount / channels), Int64(channels))
  }
}

extension BatchNormalizationPrimitive {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (rows, channels) = inputs[0].channels
    switch inputs[0].dtype {
    case .float32:
      let inputs = inputs.map { $0.pointer(to: Float.self) }
      let outputs = outputs.map { $0.pointer(to: Float.self) }
      apus_batch_normalization_f32(
        rows, channels, epsilon, inputs[0], inputs[1], inputs[2], outputs[0], outputs[1],
        outputs[2], outputs[3])
    case .float64:
      let inputs = inputs.map { $0.pointer(to: Double.self) }
      let outputs = outputs.map { $0.pointer(to: Double.self) }
      apus_batch_normalization_f64(
        rows, channels, epsilon, inputs[0], inputs[1], inputs[2], outputs[0], outputs[1],
        outputs[2], outputs[3])
    default: computeWidened(inputs, into: outputs)
    }
  }
}

extension BatchNormalizationGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (rows, channels) = inputs[0].channels
    switch inputs[0].dtype {
    case .float32:
      let inputs = inputs.map { $0.pointer(to: Float.self) }
      let outputs = outputs.map { $0.pointer(to: Float.self) }
      apus_batch_normalization_gradient_f32(
        rows, channels, epsilon, inputs[0], inputs[1], inputs[2], inputs[3], inputs[4],
        inputs[5], outputs[0], outputs[1], outputs[2])
    case .float64:
      let inputs = inputs.map { $0.pointer(to: Double.self) }
      let outputs = outputs.map { $0.pointer(to: Double.self) }
      apus_batch_normalization_gradient_f64(
        rows, channels, epsilon, inputs[0], inputs[1], inputs[2], inputs[3], inputs[4],
        inputs[5], outputs[0], outputs[1], outputs[2])
    default: computeWidened(inputs, into: outputs)
    }
  }
}

extension GroupNormalizationPrimitive {
  fileprivate func kernelShape(_ x: Tensor) -> apus_group_shape {
    let (examples, positions, channels) = extents(of: x.shape)
    return apus_group_shape(
      examples: Int64(examples), positions: Int64(positions), channels: Int64(channels),
      groups: Int64(groups))
  }

  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let shape = kernelShape(inputs[0]), centred: Int32 = isCentred ? 1 : 0
    switch inputs[0].dtype {
    case .float32:
      let inputs = inputs.map { $0.pointer(to: Float.self) }
      let outputs = outputs.map { $0.pointer(to: Float.self) }
      apus_group_normalization_f32(
        shape, epsilon, centred, inputs[0], inputs[1], inputs[2], outputs[0], outputs[1],
        outputs[2], outputs[3])
    case .float64:
      let inputs = inputs.map { $0.pointer(to: Double.self) }
      let outputs = outputs.map { $0.pointer(to: Double.self) }
      apus_group_normalization_f64(
        shape, epsilon, centred, inputs[0], inputs[1], inputs[2], outputs[0], outputs[1],
        outputs[2], outputs[3])
    default: computeWidened(inputs, into: outputs)
    }
  }
}

extension GroupNormalizationGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let shape = forward.kernelShape(inputs[0]), centred: Int32 = forward.isCentred ? 1 : 0
    switch inputs[0].dtype {
    case .float32:
      let inputs = inputs.map { $0.pointer(to: Float.self) }
      let outputs = outputs.map { $0.pointer(to: Float.self) }
      apus_group_normalization_gradient_f32(
        shape, forward.epsilon, centred, inputs[0], inputs[1], inputs[2], inputs[3], inputs[4],
        inputs[5], outputs[0], outputs[1], outputs[2])
    case .float64:
      let inputs = inputs.map { $0.pointer(to: Double.self) }
      let outputs = outputs.map { $0.pointer(to: Double.self) }
      apus_group_normalization_gradient_f64(
        shape, forward.epsilon, centred, inputs[0], inputs[1], inputs[2], inputs[3], inputs[4],
        inputs[5], outputs[0], outputs[1], outputs[2])
    default: computeWidened(inputs, into: outputs)
    }
  }
}

extension CentredScale {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, channels) = output.channels
    switch output.dtype {
    case .float32:
      apus_centred_scale_f32(
        rows, channels, inputs[0].pointer(to: Float.self), inputs[1].pointer(to: Float.self),
        inputs[2].pointer(to: Float.self), inputs[3].pointer(to: Float.self),
        output.pointer(to: Float.self))
    case .float64:
      apus_centred_scale_f64(
        rows, channels, inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
        inputs[2].pointer(to: Double.self), inputs[3].pointer(to: Double.self),
        output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension LocalResponseNormalizationPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, channels) = output.channels
    switch output.dtype {
    case .float32:
      apus_local_response_f32(
        rows, channels, kernelRule, inputs[0].pointer(to: Float.self),
        output.pointer(to: Float.self))
    case .float64:
      apus_local_response_f64(
        rows, channels, kernelRule, inputs[0].pointer(to: Double.self),
        output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension LocalResponseNormalizationGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, channels) = output.channels
    switch output.dtype {
    case .float32:
      apus_local_response_gradient_f32(
        rows, channels, forward.kernelRule, inputs[0].pointer(to: Float.self),
        inputs[1].pointer(to: Float.self), output.pointer(to: Float.self))
    case .float64:
      apus_local_response_gradient_f64(
        rows, channels, forward.kernelRule, inputs[0].pointer(to: Double.self),
        inputs[1].pointer(to: Double.self), output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}
