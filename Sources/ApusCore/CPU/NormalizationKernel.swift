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
    if inputs[0].dtype == .bfloat16 { return computeWidened(inputs, into: outputs) }
    let type = inputs[0].dtype.kernelType
    let inputs = inputs.map(\.pointer)
    let outputs = outputs.map(\.pointer)
    apus_batch_normalization(
      type, rows, channels, epsilon, inputs[0], inputs[1], inputs[2], outputs[0], outputs[1],
      outputs[2], outputs[3])
  }
}

extension BatchNormalizationGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (rows, channels) = inputs[0].channels
    if inputs[0].dtype == .bfloat16 { return computeWidened(inputs, into: outputs) }
    let type = inputs[0].dtype.kernelType
    let inputs = inputs.map(\.pointer)
    let outputs = outputs.map(\.pointer)
    apus_batch_normalization_gradient(
      type, rows, channels, epsilon, inputs[0], inputs[1], inputs[2], inputs[3], inputs[4],
      inputs[5], outputs[0], outputs[1], outputs[2])
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
    let shape = kernelShape(inputs[0])
    let centred: Int32 = isCentred ? 1 : 0
    if inputs[0].dtype == .bfloat16 { return computeWidened(inputs, into: outputs) }
    let type = inputs[0].dtype.kernelType
    let inputs = inputs.map(\.pointer)
    let outputs = outputs.map(\.pointer)
    apus_group_normalization(
      type, shape, epsilon, centred, inputs[0], inputs[1], inputs[2], outputs[0], outputs[1],
      outputs[2], outputs[3])
  }
}

extension GroupNormalizationGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let shape = forward.kernelShape(inputs[0])
    let centred: Int32 = forward.isCentred ? 1 : 0
    if inputs[0].dtype == .bfloat16 { return computeWidened(inputs, into: outputs) }
    let type = inputs[0].dtype.kernelType
    let inputs = inputs.map(\.pointer)
    let outputs = outputs.map(\.pointer)
    apus_group_normalization_gradient(
      type, shape, forward.epsilon, centred, inputs[0], inputs[1], inputs[2], inputs[3], inputs[4],
      inputs[5], outputs[0], outputs[1], outputs[2])
  }
}

extension CentredScale {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, channels) = output.channels
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_centred_scale(
      output.dtype.kernelType, rows, channels, inputs[0].pointer, inputs[1].pointer,
      inputs[2].pointer, inputs[3].pointer, output.pointer)
  }
}

extension LocalResponseNormalizationPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, channels) = output.channels
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_local_response_forward(
      output.dtype.kernelType, rows, channels, kernelRule, inputs[0].pointer, output.pointer)
  }
}

extension LocalResponseNormalizationGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, channels) = output.channels
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_local_response_gradient(
      output.dtype.kernelType, rows, channels, forward.kernelRule, inputs[0].pointer,
      inputs[1].pointer, output.pointer)
  }
}
