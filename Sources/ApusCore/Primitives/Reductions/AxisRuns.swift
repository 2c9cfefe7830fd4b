extension Shape {
  /// The shape after a reduction over `axes`, which stay with extent 1 or vanish.
  func reduced(over axes: AxisSet, keepDimensions: Bool) -> Shape {
    var result = Shape()
    for axis in 0..<rank {
      if !axes.contains(axis) {
        result.append(self[axis])
      } else if keepDimensions {
        result.append(1)
      }
    }
    return result
  }

  /// The product of the extents along `axes`.
  func extent(along axes: AxisSet) -> Int {
    var result = 1
    for axis in 0..<rank where axes.contains(axis) { result *= self[axis] }
    return result
  }

  /// The last run of neighbouring axes in `axes` before axis `limit`, or nil if no axis lies before
  /// it.
  func lastRun(of axes: AxisSet, before limit: Int) -> Range<Int>? {
    var end = limit
    while end > 0 && !axes.contains(end - 1) { end -= 1 }
    if end == 0 { return nil }
    var start = end - 1
    while start > 0 && axes.contains(start - 1) { start -= 1 }
    return start..<end
  }
}

extension Tensor {
  /// This result of a reduction of a tensor of `shape` with the axes that vanished put back, with
  /// extent 1.
  func restored(to shape: Shape, reducedOver axes: AxisSet) -> Tensor {
    reshaped(to: shape.reduced(over: axes, keepDimensions: true))
  }

  /// This tensor with `axes` after the others and as one. Copies where they are not the innermost
  /// already.
  func merging(_ axes: AxisSet) -> Tensor {
    let others = (0..<rank).filter { !axes.contains($0) }
    return transposed(axes: others + axes.array)
      .reshaped(to: Shape(others.map { shape[$0] } + [shape.extent(along: axes)]))
  }
}
