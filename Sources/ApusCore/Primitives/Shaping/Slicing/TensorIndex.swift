/// What stands between the brackets of `x[0, 1..<3, .all, .newAxis]` for one axis: an Int, a range, or a
/// ``TensorIndex``.
public protocol TensorIndexing {
  /// The index it stands for.
  var tensorIndex: TensorIndex { get }
}

/// What is taken along one axis, or an axis that is put in.
public struct TensorIndex: Sendable, TensorIndexing {
  package enum Kind {
    case at(Int)
    case range(from: Int?, to: Int?, by: Int)
    case all, rest, newAxis
  }

  package let kind: Kind

  /// Itself.
  public var tensorIndex: TensorIndex { self }
}

extension TensorIndexing where Self == TensorIndex {
  /// One position, negative from the end; the axis disappears. The same as the Int itself.
  public static func at(_ position: Int) -> TensorIndex { TensorIndex(kind: .at(position)) }

  /// Positions from, from + by, … before `to`; see ``Tensor/sliced(axis:from:to:by:)``.
  public static func range(from: Int? = nil, to: Int? = nil, by step: Int = 1) -> TensorIndex {
    TensorIndex(kind: .range(from: from, to: to, by: step))
  }

  /// The whole axis.
  public static var all: TensorIndex { TensorIndex(kind: .all) }
  /// As many whole axes as the other indices leave; at most once. Of the outermost axes `...` says the same.
  public static var rest: TensorIndex { TensorIndex(kind: .rest) }
  /// A new axis of extent 1.
  public static var newAxis: TensorIndex { TensorIndex(kind: .newAxis) }
}

extension Int: TensorIndexing {
  /// This position.
  public var tensorIndex: TensorIndex { .at(self) }
}

extension Range: TensorIndexing where Bound == Int {
  /// The positions in the range.
  public var tensorIndex: TensorIndex { .range(from: lowerBound, to: upperBound) }
}

extension ClosedRange: TensorIndexing where Bound == Int {
  /// The positions in the range.
  public var tensorIndex: TensorIndex { Range(self).tensorIndex }
}

extension PartialRangeFrom: TensorIndexing where Bound == Int {
  /// The positions in the range.
  public var tensorIndex: TensorIndex { .range(from: lowerBound) }
}

extension PartialRangeUpTo: TensorIndexing where Bound == Int {
  /// The positions in the range.
  public var tensorIndex: TensorIndex { .range(to: upperBound) }
}

extension PartialRangeThrough: TensorIndexing where Bound == Int {
  /// The positions in the range.
  public var tensorIndex: TensorIndex {
    // Through −1 is to the end; there is no position after it to stop before.
    upperBound == -1 ? .all : .range(to: upperBound + 1)
  }
}

extension Tensor {
  /// Position `index` of the outermost axis, negative from the end; shares memory.
  public subscript(index: Int) -> Tensor {
    require(rank > 0, "index \(index) into a scalar")
    let part = sliced(axis: 0, from: checked(index, axis: 0), to: checked(index, axis: 0) + 1)
    return part.reshaped(to: shape.removing(0))
  }

  /// What the indices take, one an axis from the outermost; axes without one are taken whole.
  ///
  /// ```swift
  /// let x = Tensor.zeros([4, 5, 6])
  /// x[0].shape                      // [5, 6]
  /// x[1..<3, 2].shape               // [2, 6]
  /// x[..., 2].shape                 // [4, 5]
  /// x[.all, .newAxis, 0].shape      // [4, 1, 6]
  /// x[.range(by: -1), 0].shape      // [4, 6], the outermost axis reversed
  /// ```
  ///
  /// Positions outside an axis trap. Differentiable.
  public subscript(_ indices: any TensorIndexing...) -> Tensor {
    indexed(by: indices.map(\.tensorIndex))
  }

  /// What the indices take of the innermost axes, all of the others: `x[..., 2]`.
  public subscript(_ rest: UnboundedRange, _ indices: any TensorIndexing...) -> Tensor {
    indexed(by: [.rest] + indices.map(\.tensorIndex))
  }

  /// What the indices take; see ``subscript(_:)-(TensorIndexing...)``.
  public func indexed(by indices: [TensorIndex]) -> Tensor {
    var named = 0, rests = 0
    for index in indices {
      switch index.kind {
      case .at, .range, .all: named += 1
      case .rest: rests += 1
      case .newAxis: break
      }
    }
    require(
      named <= rank && rests <= 1,
      "index: \(named) indices and \(rests) rests for shape \(shape), which has \(rank) axes")
    var geometry = SliceGeometry(whole: shape)
    var result = Shape()
    var axis = 0
    for index in indices {
      switch index.kind {
      case .at(let position):
        geometry[axis] = AxisSlice(start: checked(position, axis: axis), count: 1, step: 1)
        axis += 1
      case .range(let from, let to, let step):
        geometry[axis] = AxisSlice(
          from: from, to: to, by: step, extent: shape[axis], axis: axis, shape: shape)
        result.append(geometry[axis].count)
        axis += 1
      case .all:
        result.append(shape[axis])
        axis += 1
      case .rest:
        for _ in 0..<(rank - named) {
          result.append(shape[axis])
          axis += 1
        }
      case .newAxis: result.append(1)
      }
    }
    while axis < rank {
      result.append(shape[axis])
      axis += 1
    }
    return sliced(geometry).reshaped(to: result)
  }

  /// The position from the front that `index` names along `axis`.
  private func checked(_ index: Int, axis: Int) -> Int {
    let position = index < 0 ? index + shape[axis] : index
    require(
      position >= 0 && position < shape[axis],
      "index \(index) is outside axis \(axis) of shape \(shape)")
    return position
  }
}
