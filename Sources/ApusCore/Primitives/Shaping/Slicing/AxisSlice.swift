/// Which positions along an axis are taken: `count` of them, at start, start + step, …
package struct AxisSlice: Sendable, Equatable {
  package var start: Int
  package var count: Int
  package var step: Int
}

/// What is taken along every axis of a tensor.
package struct SliceGeometry: Sendable {
  private var parts = InlineArray<8, AxisSlice>(repeating: AxisSlice(start: 0, count: 0, step: 1))
  package private(set) var rank = 0

  /// Everything of `shape`.
  init(whole shape: Shape) {
    for extent in shape { append(AxisSlice(start: 0, count: extent, step: 1)) }
  }

  /// Adds what is taken along the next inner axis.
  private mutating func append(_ part: AxisSlice) {
    parts[rank] = part
    rank += 1
  }

  package subscript(axis: Int) -> AxisSlice {
    get { parts[axis] }
    set { parts[axis] = newValue }
  }

  /// The shape of what is taken.
  package var shape: Shape {
    var result = Shape()
    for axis in 0..<rank { result.append(parts[axis].count) }
    return result
  }

  /// Whether what is taken of `whole` lies in one piece: single positions of the outer axes, a run
  /// of one axis, all of the inner ones.
  func isContiguous(in whole: Shape) -> Bool {
    var isWhole = true
    for axis in (0..<rank).reversed() {
      let part = parts[axis]
      if part.count > 1 && (part.step != 1 || !isWhole) { return false }
      if part.count != whole[axis] { isWhole = false }
    }
    return true
  }

  /// Elements of `whole` before the first that is taken.
  func offset(in whole: Shape) -> Int {
    var offset = 0, stride = 1
    for axis in (0..<rank).reversed() {
      offset += parts[axis].start * stride
      stride *= whole[axis]
    }
    return offset
  }

  package var attributes: [String: Attribute] {
    let parts = (0..<rank).map { self.parts[$0] }
    return [
      "starts": .integers(parts.map(\.start)), "sizes": .integers(parts.map(\.count)),
      "steps": .integers(parts.map(\.step)),
    ]
  }
}

extension AxisSlice {
  /// Positions `from` up to but not including `to` of an axis of `extent`, `step` apart.
  ///
  /// Negative positions count from the end; a missing end means all up to that side. Unlike
  /// Python's, positions outside the axis and ends that lie on the wrong side trap.
  init(from: Int?, to: Int?, by step: Int, extent: Int, axis: Int, shape: Shape) {
    func position(_ value: Int) -> Int { value < 0 ? value + extent : value }
    require(step != 0, "sliced: a step of 0 along axis \(axis) of shape \(shape)")
    let first = from.map(position) ?? (step > 0 ? 0 : extent - 1)
    let end = to.map(position) ?? (step > 0 ? extent : -1)
    let isInside =
      step > 0
      ? first >= 0 && first <= end && end <= extent
      : first < extent && first >= end && end >= -1 && (to == nil || end >= 0)
    require(
      isInside,
      """
      sliced: from \(from.map { "\($0)" } ?? "-") to \(to.map { "\($0)" } ?? "-") by \(step) does \
      not lie in axis \(axis) of shape \(shape)
      """
    )
    let span = step > 0 ? end - first : first - end
    self.init(start: first, count: (span + abs(step) - 1) / abs(step), step: step)
    // One position has no step; an empty part must not point outside.
    if count <= 1 { self.step = 1 }
    if count == 0 { start = 0 }
  }
}
