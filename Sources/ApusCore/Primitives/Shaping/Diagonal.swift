extension Tensor {
  /// The diagonal of the matrices in two axes: out[…, i] = x[…, i, i + offset].
  ///
  /// - Parameters:
  ///   - offset: the diagonal, 0 the main one; positive above it, negative below.
  ///   - axis1: the axis of the rows, negative from the end.
  ///   - axis2: that of the columns; traps where it is the same.
  /// - Returns: the other axes and then, innermost, the diagonal; empty where the offset lies
  ///   outside.
  public func diagonal(offset: Int = 0, axis1: Int = -2, axis2: Int = -1) -> Tensor {
    let first = shape.axis(axis1, in: "diagonal"), second = shape.axis(axis2, in: "diagonal")
    require(first != second, "diagonal: axes \(axis1) and \(axis2) of shape \(shape) are the same")
    let others = (0..<rank).filter { $0 != first && $0 != second }
    let (height, width) = (shape[first], shape[second])
    let count = Diagonal.count(height, width, offset)
    let outer = others.map { shape[$0] }
    guard count > 0 else {
      return moved([first, second] + others).reshaped(to: [height * width] + outer)
        .sliced(axis: 0, from: 0, to: 0).reshaped(to: Shape(outer + [0]))
    }
    let rows = moved(others + [first, second]).reshaped(to: Shape(outer + [height * width]))
    let start = offset >= 0 ? offset : -offset * width
    return rows.sliced(
      axis: -1, from: start, to: start + (count - 1) * (width + 1) + 1, by: width + 1)
  }

  /// Square matrices with these diagonals and zeros elsewhere: out[…, i, i + offset] = x[…, i].
  ///
  /// - Parameter offset: the diagonal, 0 the main one; positive above it, negative below.
  /// - Returns: […, m, m] with m = n + |offset| of a tensor […, n]; traps on a scalar.
  public func diagonalMatrix(offset: Int = 0) -> Tensor {
    require(rank > 0, "diagonalMatrix: a scalar has no axis")
    let size = shape[-1] + abs(offset)
    let outer = shape.dropLast()
    let start = offset >= 0 ? offset : -offset * size
    let whole = Shape(outer + [size * size])
    var geometry = SliceGeometry(whole: whole)
    geometry[rank - 1] = AxisSlice(start: start, count: shape[-1], step: size + 1)
    if shape[-1] == 0 { geometry[rank - 1] = AxisSlice(start: 0, count: 0, step: 1) }
    return placed(at: geometry, in: whole).reshaped(to: Shape(outer + [size, size]))
  }

  /// The axes in another order, the same tensor where it is the same order.
  func moved(_ axes: [Int]) -> Tensor {
    axes == Array(0..<rank) ? self : transposed(axes: axes)
  }
}

private enum Diagonal {
  static func count(_ height: Int, _ width: Int, _ offset: Int) -> Int {
    max(0, offset >= 0 ? min(height, width - offset) : min(height + offset, width))
  }
}
