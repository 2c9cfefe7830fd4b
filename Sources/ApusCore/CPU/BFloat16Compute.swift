import CApusKernels

extension Primitive {
  /// Computes a bfloat16 output by this primitive's float32 kernel, and rounds it.
  func computeWidened(_ inputs: [Tensor], into output: Tensor) {
    let wide = Tensor(uninitialized: TensorType(output.shape, .float32))
    compute(inputs.map(\.widened), into: wide)
    output.round(wide)
  }
}

extension MultiplePrimitive {
  /// Computes bfloat16 outputs by this primitive's float32 kernel, and rounds them.
  func computeWidened(_ inputs: [Tensor], into outputs: [Tensor]) {
    let wide = outputs.map { Tensor(uninitialized: TensorType($0.shape, .float32)) }
    compute(inputs.map(\.widened), into: wide)
    for (output, wide) in zip(outputs, wide) { output.round(wide) }
  }
}

extension Tensor {
  /// This tensor, in float32 where it is bfloat16. Not recorded.
  var widened: Tensor {
    if dtype != .bfloat16 { return self }
    let wide = Tensor(uninitialized: TensorType(shape, .float32))
    wide.round(self)
    return wide
  }

  /// This float32 tensor with every element rounded to what bfloat16 holds. Not recorded.
  var roundedToBFloat16: Tensor {
    let rounded = Tensor(uninitialized: TensorType(shape, .float32))
    withExtendedLifetime(rounded) {
      apus_round_to_bfloat16(
        pointer(to: Float.self), rounded.pointer(to: Float.self), Int64(elementCount))
    }
    return rounded
  }

  /// Writes the elements of `other`, which has this shape, into this tensor as its own type.
  fileprivate func round(_ other: Tensor) {
    // Both are arguments, so both outlive the kernel's use of their addresses.
    apus_cast(
      other.pointer, other.dtype.kernelType, pointer, dtype.kernelType, Int64(elementCount))
  }
}
