import ApusCore

extension ONNXCall {
  /// Reductions, extremes and running sums; nil for other operators.
  static func reduction(_ name: String) -> Operator? {
    switch name {
    case "ReduceSum": reducing { $0.sum(axes: $1, keepDimensions: $2) }
    case "ReduceMean": reducing(.numbers, empty: nil) { $0.mean(axes: $1, keepDimensions: $2) }
    case "ReduceMax": extreme(empty: -.infinity) { $0.max(axes: $1, keepDimensions: $2) }
    case "ReduceMin": extreme(empty: .infinity) { $0.min(axes: $1, keepDimensions: $2) }
    case "ReduceProd": reducing { $0.product(axes: $1, keepDimensions: $2) }
    case "ReduceL1": reducing { abs($0).sum(axes: $1, keepDimensions: $2) }
    case "ReduceL2": reducing { sqrt(square($0).sum(axes: $1, keepDimensions: $2)) }
    case "ReduceSumSquare": reducing { square($0).sum(axes: $1, keepDimensions: $2) }
    case "ReduceLogSum": reducing { log($0.sum(axes: $1, keepDimensions: $2)) }
    case "ReduceLogSumExp":
      reducing(.floats, empty: -.infinity) { $0.logSumExp(axes: $1, keepDimensions: $2) }
    case "ArgMax": argument { $0.argmax(axis: $1, keepDimensions: true) }
    case "ArgMin": argument { $0.argmin(axis: $1, keepDimensions: true) }
    case "CumSum": runningSum
    case "CumProd": runningProduct
    case "TopK": greatest
    default: nil
    }
  }

  private typealias Reduction = @Sendable (Tensor, [Int], Bool) -> Tensor

  /// The axes that are reduced over: a setting in older versions, an input in newer ones. Nil:
  /// none.
  private func reducedAxes(rank: Int) throws -> [Int]? {
    let named = try inputs.count > 1 ? list(1) : integers("axes")
    guard let named, !named.isEmpty else {
      return try flag("noop_with_empty_axes") ? nil : Array(0..<rank)
    }
    return try axes(named, rank: rank)
  }

  /// - Parameter empty: what a reduction over no elements gives; nil where it gives nothing, NaN
  ///   where `body` knows.
  private static func reducing(
    _ kind: Kind = .numbers, empty: Double? = .nan, _ body: @escaping Reduction
  ) -> Operator {
    return { call in
      try call.expectInputs(1...2)
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
  private static func extreme(empty: Double, _ body: @escaping Reduction) -> Operator {
    reducing(.any, empty: empty) { x, axes, keeps in
      x.dtype == .bool ? body(x.cast(to: .uint8), axes, keeps) : body(x, axes, keeps)
    }
  }

  private static func argument(_ body: @escaping @Sendable (Tensor, Int) -> Tensor) -> Operator {
    return { call in
      try call.expectInputs(1...1)
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

  private static let runningSum: Operator = { call in
    try call.expectInputs(2...2)
    let x = try call.input(0, .numbers)
    guard let axis = try call.integer(at: 1) else { throw call.fail("the axis is missing") }
    let sum = x.cumulativeSum(
      axis: try call.axis(axis, rank: x.rank), exclusive: try call.flag("exclusive"),
      reverse: try call.flag("reverse"))
    return [sum.cast(to: x.dtype)]
  }

  private static let greatest: Operator = { call in
    try call.expectInputs(1...2)
    let x = try call.input(0, .numbers)
    let axis = try call.axis(call.integer("axis", default: -1), rank: x.rank)
    let count = try call.inputs.count > 1 ? call.integer(at: 1) : call.integer("k")
    guard let count, 0...x.shape[axis] ~= count else {
      throw call.fail("k is \(count ?? -1); expected 0 to \(x.shape[axis])")
    }
    guard x.shape[axis] <= Int(Int32.max) else { throw call.fail("the axis is too long") }
    if try call.flag("largest", default: true) {
      let (values, indices) = x.topK(count, axis: axis)
      return [values, indices.cast(to: .int64)]
    }
    let order = x.withoutDerivative.argsort(axis: axis).sliced(axis: axis, from: 0, to: count)
    return [x.gathered(alongAxis: axis, at: order), order.cast(to: .int64)]
  }

  /// Products of 1, 2, 4, … neighbours, each of two of the step before.
  private static let runningProduct: Operator = { call in
    try call.expectInputs(2...2)
    var x = try call.input(0, .numbers)
    guard let named = try call.integer(at: 1) else { throw call.fail("the axis is missing") }
    let axis = try call.axis(named, rank: x.rank)
    let extent = x.shape[axis]
    if extent == 0 { return [x] }
    let isReversed = try call.flag("reverse")
    if isReversed { x = x.flipped(axes: [axis]) }
    /// The elements so many places later, ones in front of them.
    func later(_ x: Tensor, by count: Int) -> Tensor {
      x.sliced(axis: axis, from: 0, to: extent - count)
        .padded(axis: axis, before: count, mode: .constant(1))
    }
    if try call.flag("exclusive") { x = later(x, by: 1) }
    var reach = 1
    while reach < extent {
      x = x * later(x, by: reach)
      reach *= 2
    }
    return [isReversed ? x.flipped(axes: [axis]) : x]
  }
}
