import CApusKernels

extension LearnedActivation {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, numbers) = extents(inputs[0], inputs[1])
    switch output.dtype {
    case .float32:
      apus_learned_f32(
        Self.function, rows, numbers, inputs[0].pointer(to: Float.self),
        inputs[1].pointer(to: Float.self), output.pointer(to: Float.self))
    case .float64:
      apus_learned_f64(
        Self.function, rows, numbers, inputs[0].pointer(to: Double.self),
        inputs[1].pointer(to: Double.self), output.pointer(to: Double.self))
    default: computeWidened(inputs, into: output)
    }
  }
}

extension LearnedGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (rows, numbers) = extents(inputs[1], inputs[2])
    switch inputs[1].dtype {
    case .float32:
      apus_learned_gradient_f32(
        Activation.function, rows, numbers, inputs[0].pointer(to: Float.self),
        inputs[1].pointer(to: Float.self), inputs[2].pointer(to: Float.self),
        outputs[0].pointer(to: Float.self), outputs[1].pointer(to: Float.self))
    case .float64:
      apus_learned_gradient_f64(
        Activation.function, rows, numbers, inputs[0].pointer(to: Double.self),
        inputs[1].pointer(to: Double.self), inputs[2].pointer(to: Double.self),
        outputs[0].pointer(to: Double.self), outputs[1].pointer(to: Double.self))
    default: computeWidened(inputs, into: outputs)
    }
  }
}

/// How often the numbers repeat along x, and how many they are.
private func extents(_ x: Tensor, _ numbers: Tensor) -> (rows: Int64, numbers: Int64) {
  let count = numbers.elementCount
  return (Int64(count == 0 ? 0 : x.elementCount / count), Int64(count))
}
