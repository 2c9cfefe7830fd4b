import CApusKernels

extension GatedLinearUnit {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, width) = extents(output.shape)
    switch output.dtype {
    case .float32:
      apus_glu_f32(
        rows, width, inputs[0].pointer(to: Float.self), output.pointer(to: Float.self))
    case .float64:
      apus_glu_f64(
        rows, width, inputs[0].pointer(to: Double.self), output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension GatedLinearUnitGradient {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, width) = extents(inputs[0].shape)
    switch output.dtype {
    case .float32:
      apus_glu_gradient_f32(
        rows, width, inputs[0].pointer(to: Float.self), inputs[1].pointer(to: Float.self),
        output.pointer(to: Float.self))
    case .float64:
      apus_glu_gradient_f64(
        rows, width, inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
        output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

/// The rows of an output, and how wide one is.
private func extents(_ shape: Shape) -> (rows: Int64, width: Int64) {
  let width = shape[shape.rank - 1]
  return (Int64(width == 0 ? 0 : shape.elementCount / width), Int64(width))
}
