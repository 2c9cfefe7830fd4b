import ApusCore

extension ONNXOperator {
  /// Operators that pick elements by number.
  static let indexing: [ONNXOperator] = [
    ONNXOperator("Gather", 2...2, effect: .moves) { try $0.gather() },
    ONNXOperator("GatherElements", 2...2) { try $0.gatherElements() },
    ONNXOperator("GatherND", 2...2) { try $0.gatherPoints() },
    ONNXOperator("OneHot", 3...3, forms: [0, 1, 2]) { try $0.oneHot() },
    ONNXOperator("Compress", 2...2) { try $0.compress() },
  ]
}

extension ONNXCall {
  /// The indices from the front; throws where one is outside `-extent..<extent`.
  ///
  /// Those that depend on the network's input are looked at when they are known; until then
  /// negative ones stay.
  func indices(_ indices: Tensor, below extent: Int) throws -> Tensor {
    guard indices.dtype.isInteger else {
      throw fail("indices of \(indices.dtype); expected whole numbers")
    }
    if indices.device == .meta || indices.elementCount == 0 { return indices }
    let values = indices.wholes
    let range = (values.min() ?? 0)...(values.max() ?? 0)
    guard range.lowerBound >= -extent, range.upperBound < extent else {
      throw fail(
        "indices from \(range.lowerBound) to \(range.upperBound) into an extent of \(extent)")
    }
    if range.lowerBound >= 0 { return indices }
    return select(indices .< indices.number(0), indices + Double(extent), indices)
  }

  /// The row-major places in axes of these extents that the last axis of `named`, of as many,
  /// names; it stays, of extent 1.
  func places(_ named: Tensor, along extents: [Int]) throws -> Tensor {
    var flat = Tensor.zeros(Shape(), dtype: .int64)
    for (place, extent) in extents.enumerated() {
      let part = named.cast(to: .int64).sliced(axis: -1, from: place, to: place + 1)
      flat = flat * Double(extent) + (try indices(part, below: extent))
    }
    return flat
  }

  fileprivate func gather() throws -> [Tensor] {
    let x = try input(0), named = try input(1)
    let axis = try axis(integer("axis", default: 0), rank: x.rank)
    return [x.gathered(at: try indices(named, below: x.shape[axis]), axis: axis)]
  }

  fileprivate func gatherElements() throws -> [Tensor] {
    var x = try input(0)
    let named = try input(1)
    let axis = try axis(integer("axis", default: 0), rank: x.rank)
    let indices = try indices(named, below: x.shape[axis])
    for other in 0..<x.rank where other != axis && indices.shape[other] != x.shape[other] {
      x = x.sliced(axis: other, from: 0, to: indices.shape[other])
    }
    return [x.gathered(alongAxis: axis, at: indices)]
  }

  /// The last axis of the indices names places along several axes, which are taken as one.
  fileprivate func gatherPoints() throws -> [Tensor] {
    let x = try input(0), named = try input(1)
    let batch = try integer("batch_dims", default: 0, in: 0...Shape.maximumRank)
    guard named.rank > batch, batch < x.rank, let depth = named.shape.last,
      1...(x.rank - batch) ~= depth,
      x.shape.prefix(batch).elementsEqual(named.shape.prefix(batch)), named.dtype.isInteger
    else { throw fail("indices \(named.type) for \(x.shape)") }
    let outer = x.shape.prefix(batch).reduce(1, *)
    let middle = x.shape.dropFirst(batch).prefix(depth)
    let inner = Array(x.shape.dropFirst(batch + depth))
    let places = Array(named.shape.dropFirst(batch).dropLast())
    let shape = try shape(Array(x.shape.prefix(batch)) + places + inner)
    var flat = try self.places(named, along: Array(middle))
    let whole = middle.reduce(1, *)
    if batch > 0 {
      let rows = Tensor((0..<outer).map { Int64($0 * whole) })
      let ones = [Int](repeating: 1, count: named.rank - batch)
      flat = flat + rows.reshaped(to: Shape(Array(x.shape.prefix(batch)) + ones))
    }
    let lines = x.reshaped(to: Shape([outer * whole] + inner))
    return [
      lines.gathered(at: flat.reshaped(to: [flat.elementCount])).reshaped(to: shape)
    ]
  }

  /// Indices outside the depth give a line of the other value.
  fileprivate func oneHot() throws -> [Tensor] {
    let indices = try input(0, .numbers).cast(to: .int64), values = try input(2)
    guard let number = try number(at: 1), 0...Double(1 << 30) ~= number else {
      throw fail("the depth must be from 0 to \(1 << 30)")
    }
    let depth = Int(number)
    guard values.shape == [2] else { throw fail("values of shape \(values.shape), not [2]") }
    let axis = try axis(integer("axis", default: -1), rank: indices.rank + 1)
    var extents = indices.shape.array
    extents.insert(depth, at: axis)
    let shape = try shape(extents)
    _ = try self.shape([depth], limit: constantLimit)
    var places = [Int](repeating: 1, count: shape.rank)
    places[axis] = depth
    let range = Tensor((0..<depth).map { Int64($0) }).reshaped(to: Shape(places))
    let fromFront = select(
      indices .< indices.number(0), indices + Double(depth), indices)
    return [
      select(
        fromFront.expandingDimension(at: axis) .== range, values[1], values[0])
    ]
  }

  /// The slices whose condition is true; without an axis, the elements in row-major order.
  fileprivate func compress() throws -> [Tensor] {
    let condition = try input(1, .bools)
    var x = try input(0)
    if node.attributes["axis"] == nil { x = x.reshaped(to: [x.elementCount]) }
    let axis = try axis(integer("axis", default: 0), rank: x.rank)
    guard condition.rank == 1, condition.elementCount <= x.shape[axis] else {
      throw fail("a condition of shape \(condition.shape) for \(x.shape)")
    }
    return [x.gathered(at: try known(1).trueIndices, axis: axis)]
  }
}
