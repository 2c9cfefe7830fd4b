extension Tensor {
  /// The value below which a part `q` of all elements lies; see
  /// ``quantile(_:axis:keepDimensions:)``.
  public func quantile(_ q: Double) -> Tensor { reshaped(to: [elementCount]).quantile(q, axis: 0) }

  /// The value below which a part `q` of the elements along an axis lies: of n sorted elements that
  /// at q (n − 1), between two of them the line from one to the other.
  ///
  /// NaN where one of the elements is NaN. The gradient goes to the one or two elements.
  ///
  /// - Parameters:
  ///   - q: in 0...1, traps outside: 0.5 the median, 0 the least, 1 the greatest.
  ///   - axis: negative counts from the end; traps outside the shape and where it is empty.
  ///   - keepDimensions: whether the axis stays, with extent 1.
  /// - Returns: in this floating-point type; float32 of whole numbers.
  /// - Source: NumPy `quantile` (method `linear`).
  public func quantile(_ q: Double, axis: Int, keepDimensions: Bool = false) -> Tensor {
    require(q >= 0 && q <= 1, "quantile: a part of \(q); it must be in 0...1")
    let axis = shape.axis(axis, in: "quantile")
    require(shape[axis] > 0, "quantile: axis \(axis) of shape \(shape) is empty")
    if dtype == .bfloat16 {
      return cast(to: .float32).quantile(q, axis: axis, keepDimensions: keepDimensions)
        .cast(to: .bfloat16)
    }
    let line = floatingPoint.sorted(axis: axis)
    func element(_ place: Int) -> Tensor { line.sliced(axis: axis, from: place, to: place + 1) }
    let position = q * Double(shape[axis] - 1)
    let place = Swift.min(Int(position), shape[axis] - 1), part = position - Double(place)
    var result = element(place)
    if part > 0 {
      let next = element(place + 1)
      // From the nearer end. Two equal infinities have no line between them.
      let between: Tensor =
        part < 0.5 ? result + (next - result) * part : next - (next - result) * (1 - part)
      result = select(result .== next, result, between)
    }
    // NaN is sorted to the end.
    let last = element(shape[axis] - 1)
    result = select(last.isNaN, last, result)
    return keepDimensions ? result : result.squeezed(axis: axis)
  }

  /// The middle of all elements; see ``median(axis:keepDimensions:)``.
  public func median() -> Tensor { quantile(0.5) }

  /// The middle element along an axis in order of size, of an even number the mean of the two: the
  /// quantile 0.5. NaN where one of the elements is NaN. Traps as
  /// ``quantile(_:axis:keepDimensions:)``.
  ///
  /// - Source: NumPy `median` (PyTorch's takes the lower of the two).
  public func median(axis: Int, keepDimensions: Bool = false) -> Tensor {
    quantile(0.5, axis: axis, keepDimensions: keepDimensions)
  }
}
