import CApusKernels

extension UpdateRule {
  /// Moves the weights of these segments, in one pass for each element type.
  func update(
    float32: UnsafeBufferPointer<apus_segment>, float64: UnsafeBufferPointer<apus_segment>,
    rate: Double
  ) {
    var step = numbers
    step.rate = rate
    if step.normalizes {
      let square =
        apus_gradient_square_float32(float32.baseAddress, Int64(float32.count))
        + apus_gradient_square_float64(float64.baseAddress, Int64(float64.count))
      step.correction = square == 0 ? 0 : 1 / square.squareRoot()
    }
    if !float32.isEmpty {
      apus_update(kernel, APUS_FLOAT32, float32.baseAddress, Int64(float32.count), &step)
    }
    if !float64.isEmpty {
      apus_update(kernel, APUS_FLOAT64, float64.baseAddress, Int64(float64.count), &step)
    }
  }
}
