import CApusKernels

extension DropoutPrimitive {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let keep = 1 - rate
    let scale = keep > 0 ? 1 / keep : 0
    let count = Int64(output.elementCount)
    switch output.dtype {
    case .float32:
      apus_dropout_f32(
        stream.seed, stream.stream, keep, scale, count, inputs[0].pointer(to: Float.self),
        output.pointer(to: Float.self))
    case .float64:
      apus_dropout_f64(
        stream.seed, stream.stream, keep, scale, count, inputs[0].pointer(to: Double.self),
        output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}
