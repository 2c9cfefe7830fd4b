extension Primitive {
  /// Computes a bfloat16 output by this primitive's float32 kernel, and rounds it.
  func computeWidened(_ inputs: [Tensor], into output: Tensor) {
    Recorder.with(nil) {
      let wide = Tensor(uninitialized: TensorType(output.shape, .float32))
      compute(inputs.map(\.widened), into: wide)
      output.pointer.copyMemory(
        from: wide.cast(to: .bfloat16).pointer, byteCount: output.type.byteCount)
    }
  }
}

extension MultiplePrimitive {
  /// Computes bfloat16 outputs by this primitive's float32 kernel, and rounds them.
  func computeWidened(_ inputs: [Tensor], into outputs: [Tensor]) {
    Recorder.with(nil) {
      let wide = outputs.map { Tensor(uninitialized: TensorType($0.shape, .float32)) }
      compute(inputs.map(\.widened), into: wide)
      for (output, wide) in zip(outputs, wide) {
        output.pointer.copyMemory(
          from: wide.cast(to: .bfloat16).pointer, byteCount: output.type.byteCount)
      }
    }
  }
}

extension Tensor {
  /// This tensor, in float32 where it is bfloat16.
  fileprivate var widened: Tensor { dtype == .bfloat16 ? cast(to: .float32) : self }
}
