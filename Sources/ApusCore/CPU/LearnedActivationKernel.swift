import CApusKernels

extension LearnedActivation {
  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let (rows, numbers) = extents(inputs[0], inputs[1])
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    apus_learned(
      output.dtype.kernelType, Self.function, rows, numbers, inputs[0].pointer, inputs[1].pointer,
      output.pointer)
  }
}

extension LearnedGradient {
  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let (rows, numbers) = extents(inputs[1], inputs[2])
    if inputs[1].dtype == .bfloat16 { return computeWidened(inputs, into: outputs) }
    apus_learned_gradient(
      inputs[1].dtype.kernelType, Activation.function, rows, numbers, inputs[0].pointer,
      inputs[1].pointer, inputs[2].pointer, outputs[0].pointer, outputs[1].pointer)
  }
}

/// How often the numbers repeat along x, and how many they are.
private func extents(_ x: Tensor, _ numbers: Tensor) -> (rows: Int64, numbers: Int64) {
  let count = numbers.elementCount
  return (Int64(count == 0 ? 0 : x.elementCount / count), Int64(count))
}
