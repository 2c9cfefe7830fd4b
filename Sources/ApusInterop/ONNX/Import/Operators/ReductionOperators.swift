import ApusCore

extension ONNXOperator {
  /// Reductions, extremes and running sums.
  static let reductions: [ONNXOperator] = [
    reducing("ReduceSum", effect: .combines) { $0.sum(axes: $1, keepDimensions: $2) },
    reducing("ReduceMean", empty: nil, effect: .combines) { $0.mean(axes: $1, keepDimensions: $2) },
    extreme("ReduceMax", empty: -.infinity) { $0.max(axes: $1, keepDimensions: $2) },
    extreme("ReduceMin", empty: .infinity) { $0.min(axes: $1, keepDimensions: $2) },
    reducing("ReduceProd") { $0.product(axes: $1, keepDimensions: $2) },
    reducing("ReduceL1") { abs($0).sum(axes: $1, keepDimensions: $2) },
    reducing("ReduceL2") { sqrt(square($0).sum(axes: $1, keepDimensions: $2)) },
    reducing("ReduceSumSquare") { square($0).sum(axes: $1, keepDimensions: $2) },
    reducing("ReduceLogSum") { log($0.sum(axes: $1, keepDimensions: $2)) },
    reducing("ReduceLogSumExp", .floats, empty: -.infinity) {
      $0.logSumExp(axes: $1, keepDimensions: $2)
    },
    argument("ArgMax") { $0.argmax(axis: $1, keepDimensions: true) },
    argument("ArgMin") { $0.argmin(axis: $1, keepDimensions: true) },
    ONNXOperator("CumSum", 2...2) { try $0.runningSum() },
    ONNXOperator("CumProd", 2...2) { try $0.runningProduct() },
    ONNXOperator("TopK", 1...2) { try $0.greatest() },
  ]
}

extension ONNXOperator {
  private typealias Reduction = @Sendable (Tensor, [Int], Bool) -> Tensor

  /// - Parameter empty: what a reduction over no elements gives; nil where it gives nothing, NaN
  ///   where `body` knows.
  private static func reducing(
    _ name: String, _ kind: ONNXCall.Kind = .numbers, empty: Double? = .nan,
    effect: ValueEffect = .changes, _ body: @escaping Reduction
  ) -> ONNXOperator {
    ONNXOperator(name, 1...2, effect: effect) { call in
      let x = try call.input(0, kind)
      let keeps = try call.flag("keepdims", default: true)
      guard let axes = try call.reducedAxes(rank: x.rank) else {
        return [body(x, [], keeps).cast(to: x.dtype)]
      }
      if axes.contains(where: { x.shape[$0] == 0 }), empty?.isNaN != true {
        guard let empty, x.dtype.isFloatingPoint else { throw call.fail("no elements to reduce") }
        let left = x.shape.indices.filter { keeps || !axes.contains($0) }
        let shape = try call.shape(
          left.map { axes.contains($0) ? 1 : x.shape[$0] }, limit: call.constantLimit)
        return [Tensor(repeating: empty, shape, dtype: x.dtype)]
      }
      return [body(x, axes, keeps).cast(to: x.dtype)]
    }
  }

  /// Of bools too.
  private static func extreme(
    _ name: String, empty: Double, _ body: @escaping Reduction
  ) -> ONNXOperator {
    reducing(name, .any, empty: empty, effect: .combines) { x, axes, keeps in
      x.dtype == .bool ? body(x.cast(to: .uint8), axes, keeps) : body(x, axes, keeps)
    }
  }

  private static func argument(
    _ name: String, _ body: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, 1...1) { call in
      let x = try call.input(0, .numbers)
      try call.expectElements(x)
      let axis = try call.axis(call.integer("axis", default: 0), rank: x.rank)
      var result: Tensor
      if try call.flag("select_last_index") {
        let last = Int64(x.shape[axis] - 1)
        result = Tensor(last) - body(x.flipped(axes: [axis]), axis).cast(to: .int64)
      } else {
        result = body(x, axis).cast(to: .int64)
      }
      if try !call.flag("keepdims", default: true) { result = result.squeezed(axis: axis) }
      return [result]
    }
  }
}

extension ONNXCall {
  /// The axes that are reduced over: a setting in older versions, an input in newer ones. Nil:
  /// none.
  fileprivate func reducedAxes(rank: Int) throws -> [Int]? {
    let named = try inputs.count > 1 ? list(1) : integers("axes")
    guard let named, !named.isEmpty else {
      return try flag("noop_with_empty_axes") ? nil : Array(0..<rank)
    }
    return try axes(named, rank: rank)
  }

  fileprivate func runningSum() throws -> [Tensor] {
    let x = try input(0, .numbers)
    guard let axis = try integer(at: 1) else { throw fail("the axis is missing") }
    let sum = x.cumulativeSum(
      axis: try self.axis(axis, rank: x.rank), exclusive: try flag("exclusive"),
      reverse: try flag("reverse"))
    return [sum.cast(to: x.dtype)]
  }

  fileprivate func greatest() throws -> [Tensor] {
    let x = try input(0, .numbers)
    let axis = try axis(integer("axis", default: -1), rank: x.rank)
    let count = try inputs.count > 1 ? integer(at: 1) : integer("k")
    guard let count, 0...x.shape[axis] ~= count else {
      throw fail("k is \(count ?? -1); expected 0 to \(x.shape[axis])")
    }
    guard x.shape[axis] <= Int(Int32.max) else { throw fail("the axis is too long") }
    if try flag("largest", default: true) {
      let (values, indices) = x.topK(count, axis: axis)
      return [values, indices.cast(to: .int64)]
    }
    let order = x.withoutDerivative.argsort(axis: axis).sliced(axis: axis, from: 0, to: count)
    return [x.gathered(alongAxis: axis, at: order), order.cast(to: .int64)]
  }

  /// Products of 1, 2, 4, … neighbours, each of two of the step before.
  fileprivate func runningProduct() throws -> [Tensor] {
    var x = try input(0, .numbers)
    guard let named = try integer(at: 1) else { throw fail("the axis is missing") }
    let axis = try axis(named, rank: x.rank)
    let extent = x.shape[axis]
    if extent == 0 { return [x] }
    let isReversed = try flag("reverse")
    if isReversed { x = x.flipped(axes: [axis]) }
    /// The elements so many places later, ones in front of them.
    func later(_ x: Tensor, by count: Int) -> Tensor {
      x.sliced(axis: axis, from: 0, to: extent - count)
        .padded(axis: axis, before: count, mode: .constant(1))
    }
    if try flag("exclusive") { x = later(x, by: 1) }
    var reach = 1
    while reach < extent {
      x = x * later(x, by: reach)
      reach *= 2
    }
    return [isReversed ? x.flipped(axes: [axis]) : x]
  }
}
