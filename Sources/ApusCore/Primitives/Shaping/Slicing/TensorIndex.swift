/// What stands between the brackets of `x[0, 1..<3, .all, .newAxis]` for one axis: an Int, a range,
/// or a ``TensorIndex``.
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
  /// As many whole axes as the other indices leave; at most once. Of the outermost axes `...` says
  /// the same.
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
  /// Position `index` of the outermost axis, negative from the end; shares memory. Assigning
  /// replaces it; see ``subscript(_:)-(TensorIndexing...)``.
  public subscript(index: Int) -> Tensor {
    get {
      require(rank > 0, "index \(index) into a scalar")
      let part = sliced(axis: 0, from: checked(index, axis: 0), to: checked(index, axis: 0) + 1)
      return part.reshaped(to: shape.removing(0))
    }
    set { assign(newValue, at: [.at(index)]) }
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
  /// Assigning replaces what the indices take:
  ///
  /// ```swift
  /// var y = Tensor.zeros([2, 3])
  /// y[0] = Tensor([1.0, 2, 3])      // [[1, 2, 3], [0, 0, 0]]
  /// y[1, 2] = 5                     // [[1, 2, 3], [0, 0, 5]]
  /// y[.all, 0] += 10                // [[11, 2, 3], [10, 0, 5]]
  /// ```
  ///
  /// What is assigned broadcasts to the part and becomes of this element type (a fraction among
  /// whole numbers is cut off); traps where it does not broadcast. Other tensors with the same
  /// elements keep theirs: the memory is copied unless this tensor alone refers to it.
  ///
  /// Positions outside an axis trap. Differentiable, also by what is assigned.
  public subscript(_ indices: any TensorIndexing...) -> Tensor {
    get { indexed(by: indices.map(\.tensorIndex)) }
    set { assign(newValue, at: indices.map(\.tensorIndex)) }
  }

  /// What the indices take of the innermost axes, all of the others: `x[..., 2]`.
  public subscript(_ rest: UnboundedRange, _ indices: any TensorIndexing...) -> Tensor {
    get { indexed(by: [.rest] + indices.map(\.tensorIndex)) }
    set { assign(newValue, at: [.rest] + indices.map(\.tensorIndex)) }
  }

  /// A number for all that the indices take: `x[1, 2] = 5`. To be assigned only; ``item`` reads a
  /// number.
  @_disfavoredOverload
  public subscript(_ indices: any TensorIndexing...) -> Double {
    @available(*, unavailable, message: "read a number as x[1, 2].item")
    get { indexed(by: indices.map(\.tensorIndex)).item }
    set { assign(scalar(newValue), at: indices.map(\.tensorIndex)) }
  }

  /// A number for all that the indices take: `x[..., 2] = 5`.
  @_disfavoredOverload
  public subscript(_ rest: UnboundedRange, _ indices: any TensorIndexing...) -> Double {
    @available(*, unavailable, message: "read a number as x[..., 2].item")
    get { indexed(by: [.rest] + indices.map(\.tensorIndex)).item }
    set { assign(scalar(newValue), at: [.rest] + indices.map(\.tensorIndex)) }
  }

  private mutating func assign(_ value: Tensor, at indices: [TensorIndex]) {
    let (geometry, taken) = taken(by: indices)
    require(
      value.shape.broadcast(with: taken) == taken,
      "index: a value of shape \(value.shape) for a part of shape \(taken)")
    replace(
      geometry, with: value.cast(to: dtype).broadcast(to: taken).reshaped(to: geometry.shape))
  }

  /// What the indices take; see ``subscript(_:)-(TensorIndexing...)``.
  public func indexed(by indices: [TensorIndex]) -> Tensor {
    let (geometry, shape) = taken(by: indices)
    return sliced(geometry).reshaped(to: shape)
  }

  /// Where what the indices take lies, and the shape in which they give it.
  private func taken(by indices: [TensorIndex]) -> (SliceGeometry, Shape) {
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
    return (geometry, result)
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
