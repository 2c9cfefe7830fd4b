import ApusCore

extension ONNXCall {
  /// The discrete Fourier transform; nil for other operators.
  static func fourier(_ name: String) -> Operator? { name == "DFT" ? fourierTransform : nil }

  /// Of real numbers, […, 1], or complex ones, […, 2]; `onesided` keeps the half that says all of a
  /// real signal.
  private static let fourierTransform: Operator = { call in
    try call.expectInputs(1...3)
    var x = try call.input(0, .floats)
    let isInverse = try call.flag("inverse"), isHalf = try call.flag("onesided")
    guard x.rank >= 2, let parts = x.shape.last, 1...2 ~= parts, x.dtype != .bfloat16,
      !(isHalf && (isInverse || parts == 2))
    else {
      throw call.fail("an input \(x.type); expected real or complex numbers, onesided of real ones")
    }
    try call.expectElements(x)
    let named =
      try call.version < 20 ? call.integer("axis", default: 1) : call.integer(at: 2) ?? -2
    let axis = try call.axis(named, rank: x.rank)
    guard axis < x.rank - 1 else { throw call.fail("axis \(axis) holds the numbers' parts") }
    let extent = x.shape[axis]
    let length = try call.integer(at: 1) ?? extent
    var extents = x.shape.array
    extents[axis] = length
    extents[x.rank - 1] = 2
    guard length > 0 else { throw call.fail("a length of \(length)") }
    _ = try call.shape(extents)
    if length < extent { x = x.sliced(axis: axis, from: 0, to: length) }
    x = x.padded(axis: axis, after: max(0, length - extent))
    if parts == 1 { x = x.padded(axis: -1, after: 1) }
    let result = isInverse ? inverseFFT(x, axes: [axis]) : fft(x, axes: [axis])
    return [isHalf ? result.sliced(axis: axis, from: 0, to: length / 2 + 1) : result]
  }
}
