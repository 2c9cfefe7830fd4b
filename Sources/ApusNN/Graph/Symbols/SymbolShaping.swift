import ApusCore

// The shaping of tensors as values of a functional graph. Axes are counted with the batch axis, 0,
// which stays.

extension Symbol {
  /// The same elements in another shape: −1 for the batch, then an example's extents, one of which
  /// may be −1. The batch's −1 may be left out.
  ///
  /// ```swift
  /// let x = Input([28, 28, 1])
  /// let rows = x.reshaped(to: [-1, 28, 28])   // the same as x.reshaped(to: [28, 28])
  /// ```
  public func reshaped(to dimensions: [Int]) -> Symbol {
    var target = dimensions
    // With the batch's −1 the others must fit an example.
    if let first = dimensions.first, first == -1, dimensions.count > 1,
      Array(dimensions.dropFirst()).shape(ofElements: shape.elementCount) != nil
    {
      target.removeFirst()
    }
    return applying("reshape", ["target": .list(target.map { .integer($0) })])
  }

  /// The same elements in another shape; see ``reshaped(to:)-([Int])``.
  public func reshaped(to shape: Shape) -> Symbol { reshaped(to: shape.array) }

  /// The axes in another order; the first stays the batch's, 0.
  public func transposed(axes: [Int]) -> Symbol {
    let rank = shape.rank + 1
    return applying(
      "transpose", ["axes": .list(axes.map { .integer($0 < 0 ? $0 + rank : $0) })])
  }

  /// Not on symbols.
  @available(
    *, unavailable,
    message: "the batch axis must stay the first; use transposed(axes:) or swappingAxes"
  )
  public func transposed() -> Symbol { self }

  /// Two axes exchanged.
  public func swappingAxes(_ first: Int, _ second: Int) -> Symbol {
    let rank = shape.rank + 1
    var order = Array(0..<rank)
    let (a, b) = (first < 0 ? first + rank : first, second < 0 ? second + rank : second)
    require(
      order.indices.contains(a) && order.indices.contains(b),
      "swappingAxes: \(first) and \(second) of a symbol with \(rank) axes, its batch axis included")
    order.swapAt(a, b)
    return transposed(axes: order)
  }

  /// With a new axis of extent 1.
  public func expandingDimension(at axis: Int) -> Symbol {
    applying("expand", ["axis": .integer(axis)])
  }

  /// Without an axis of extent 1.
  public func squeezed(axis: Int) -> Symbol { applying("squeeze", ["axis": .integer(axis)]) }

  /// The other way round along these axes.
  public func flipped(axes: [Int]) -> Symbol {
    applying("flip", ["axes": .list(axes.map { .integer($0) })])
  }

  /// Moved along an axis; what leaves it at one end comes back at the other.
  public func rolled(by shift: Int, axis: Int) -> Symbol {
    applying("roll", ["shift": .integer(shift), "axis": .integer(axis)])
  }

  /// Repeated as a whole along each axis; 1 for the batch's.
  public func tiled(by repeats: [Int]) -> Symbol {
    applying("tile", ["repeats": .list(repeats.map { .integer($0) })])
  }

  /// Every position of an axis `count` times in a row.
  public func repeated(_ count: Int, axis: Int) -> Symbol {
    applying("repeat", ["count": .integer(count), "axis": .integer(axis)])
  }

  /// With `value` before and after an axis.
  public func padded(
    axis: Int, before: Int = 0, after: Int = 0, value: Double = 0
  ) -> Symbol {
    applying(
      "pad",
      [
        "axis": .integer(axis), "before": .integer(before), "after": .integer(after),
        "value": .number(value),
      ])
  }

  /// Positions from, from + by, … up to but not including `to` along one axis; negative ones count
  /// from the end.
  public func sliced(axis: Int, from: Int? = nil, to: Int? = nil, by step: Int = 1) -> Symbol {
    applying(
      "slice",
      [
        "axis": .integer(axis), "from": from.map { .integer($0) } ?? .null,
        "to": to.map { .integer($0) } ?? .null, "step": .integer(step),
      ])
  }

  /// What the indices take, as of a tensor with a batch axis: the first index is `.all` or `...`.
  ///
  /// ```swift
  /// let x = Input([28, 28, 3])
  /// let red = x[..., 0]                 // [28, 28]
  /// let corner = x[.all, 0..<8, 0..<8]  // [8, 8, 3]
  /// ```
  public subscript(_ indices: any TensorIndexing...) -> Symbol {
    indexed(by: indices.map(\.tensorIndex))
  }

  /// What the indices take of the innermost axes, all of the others: `x[..., 2]`.
  public subscript(_ rest: UnboundedRange, _ indices: any TensorIndexing...) -> Symbol {
    indexed(by: [.rest] + indices.map(\.tensorIndex))
  }

  private func indexed(by indices: [TensorIndex]) -> Symbol {
    let named = indices.count { if case .rest = $0.kind { false } else { !$0.isNewAxis } }
    let rests = indices.count - named - indices.count(where: \.isNewAxis)
    require(
      named <= shape.rank + 1 && rests <= 1,
      """
      index: \(named) indices and \(rests) rests for a symbol of \(shape.rank + 1) axes, its batch \
      axis included
      """
    )
    let covered = shape.rank + 1 - named
    var result = self
    var axis = 0
    for index in indices {
      switch index.kind {
      case .at(let place):
        result = result.applying("take", ["axis": .integer(axis), "place": .integer(place)])
      case .range(let from, let to, let step):
        result = result.sliced(axis: axis, from: from, to: to, by: step)
        axis += 1
      case .all: axis += 1
      case .rest: axis += covered
      case .newAxis:
        result = result.expandingDimension(at: axis)
        axis += 1
      }
    }
    return result
  }

  /// Equal parts along an axis; traps where its extent does not divide by `parts`.
  public func split(into parts: Int, axis: Int) -> [Symbol] {
    let extent = extent(along: axis)
    require(
      parts > 0 && extent % parts == 0,
      "split: extent \(extent) of axis \(axis) does not divide into \(parts) parts")
    return split(sizes: Array(repeating: extent / parts, count: parts), axis: axis)
  }

  /// Parts of these sizes along an axis; traps where they do not add up to its extent.
  public func split(sizes: [Int], axis: Int) -> [Symbol] {
    require(
      sizes.reduce(0, +) == extent(along: axis),
      "split: sizes \(sizes) do not add up to extent \(extent(along: axis)) of axis \(axis)")
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return sliced(axis: axis, from: start, to: start + size)
    }
  }

  private func extent(along axis: Int) -> Int {
    let place = axis < 0 ? axis + shape.rank : axis - 1
    require(
      shape.indices.contains(place),
      "axis \(axis) of a symbol of shape \(shape); axis 0 is the batch's")
    return shape[place]
  }

  /// 1 at the place that each whole number names, 0 elsewhere, along a new last axis.
  public func oneHot(depth: Int) -> Symbol { applying("oneHot", ["depth": .integer(depth)]) }

  /// Elements picked along one axis, each by an index of its own.
  public func gathered(alongAxis axis: Int, at indices: Symbol) -> Symbol {
    Symbol.applying("gather", [.symbol(self), .symbol(indices)], ["axis": .integer(axis)])
  }

  /// One after the other along an axis, the last unless given.
  public static func concatenated(_ symbols: [Symbol], axis: Int = -1) -> Symbol {
    Concatenate(axis: axis)(symbols)
  }

  /// One after the other along a new axis.
  public static func stacked(_ symbols: [Symbol], axis: Int) -> Symbol {
    applying("stack", symbols.map { .symbol($0) }, ["axis": .integer(axis)])
  }
}

extension TensorIndex {
  fileprivate var isNewAxis: Bool { if case .newAxis = kind { true } else { false } }
}
