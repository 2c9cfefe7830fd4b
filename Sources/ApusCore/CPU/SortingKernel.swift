import CApusKernels

extension ArgSort {
  func compute(_ inputs: [Tensor], into output: Tensor) {
    let source = inputs[0].widened
    let split = AxisSplit(source.shape, axis: axis)
    withExtendedLifetime(source) {
      apus_argsort(
        source.dtype.kernelType, Int64(split.outer), Int64(split.count), Int64(split.inner),
        Int64(count), isDescending ? 1 : 0, source.pointer, output.pointer(to: Int32.self))
    }
  }
}

extension TakeAlong {
  func compute(_ inputs: [Tensor], into output: Tensor) {
    let split = AxisSplit(inputs[0].shape, axis: axis)
    let indices = inputs[1]
    let wrong = apus_take_along(
      Int64(output.dtype.byteCount), Int64(split.outer), Int64(split.count),
      Int64(output.shape[axis]), Int64(split.inner), inputs[0].pointer,
      indices.pointer(to: Int32.self), output.pointer)
    precondition(
      wrong < 0,
      """
      takenAlong: index \(indices.pointer(to: Int32.self)[Int(Swift.max(wrong, 0))]) is not in \
      0..<\(split.count), axis \(axis) of \(inputs[0].shape)
      """)
  }
}

extension PutAlong {
  func compute(_ inputs: [Tensor], into output: Tensor) {
    if output.dtype == .bfloat16 { return computeWidened(inputs, into: output) }
    let split = AxisSplit(output.shape, axis: axis)
    apus_put_along(
      output.dtype.kernelType, Int64(split.outer), Int64(split.count),
      Int64(inputs[0].shape[axis]), Int64(split.inner), inputs[0].pointer,
      inputs[1].pointer(to: Int32.self), output.pointer)
  }
}
