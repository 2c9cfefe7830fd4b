import ApusCore

extension ONNXOperator {
  /// The discrete Fourier transform.
  static let fourier = [ONNXOperator("DFT", 1...3) { try $0.fourierTransform() }]
}

extension ONNXCall {
  /// Of real numbers, […, 1], or complex ones, […, 2]; `onesided` keeps the half that says all of a
  /// real signal.
  fileprivate func fourierTransform() throws -> [Tensor] {
    var x = try input(0, .floats)
    let isInverse = try flag("inverse"), isHalf = try flag("onesided")
    guard x.rank >= 2, let parts = x.shape.last, 1...2 ~= parts, x.dtype != .bfloat16,
      !(isHalf && (isInverse || parts == 2))
    else {
      throw fail("an input \(x.type); expected real or complex numbers, onesided of real ones")
    }
    try expectElements(x)
    let named =
      try version < 20 ? integer("axis", default: 1) : integer(at: 2) ?? -2
    let axis = try axis(named, rank: x.rank)
    guard axis < x.rank - 1 else { throw fail("axis \(axis) holds the numbers' parts") }
    let extent = x.shape[axis]
    let length = try integer(at: 1) ?? extent
    guard 1...1 << 36 ~= length else { throw fail("a length of \(length)") }
    if length < extent { x = x.sliced(axis: axis, from: 0, to: length) }
    x = x.padded(axis: axis, after: max(0, length - extent))
    if parts == 1 { x = x.padded(axis: -1, after: 1) }
    let result = isInverse ? inverseFFT(x, axes: [axis]) : fft(x, axes: [axis])
    return [isHalf ? result.sliced(axis: axis, from: 0, to: length / 2 + 1) : result]
  }
}
