import ApusCore

extension ONNXCall {
  /// Products of matrices; nil for other operators.
  static func product(_ name: String) -> Operator? {
    switch name {
    case "MatMul": matrixProduct
    case "Gemm": generalProduct
    default: nil
    }
  }

  private static let matrixProduct: Operator = { call in
    try call.expectInputs(2...2)
    return [try call.product(call.input(0, .floats), call.input(1, .floats))]
  }

  /// NumPy's `matmul`.
  func product(_ first: Tensor, _ second: Tensor) throws -> Tensor {
    try expectSame(first, second)
    try expectElements(first)
    try expectElements(second)
    guard first.rank > 0, second.rank > 0 else { throw fail("a scalar is no matrix") }
    let a = first.rank == 1 ? first.expandingDimension(at: 0) : first
    let b = second.rank == 1 ? second.expandingDimension(at: 1) : second
    let m = a.shape[a.rank - 2], n = b.shape[b.rank - 1]
    guard a.shape[a.rank - 1] == b.shape[b.rank - 2] else {
      throw fail("shapes \(first.shape) and \(second.shape): the inner extents differ")
    }
    let batch = try broadcast(Shape(a.shape.dropLast(2)), Shape(b.shape.dropLast(2))).array
    _ = try shape(batch + [m, n])
    // Where the batch is broadcast, the operands are copied.
    _ = try shape(batch + a.shape.suffix(2))
    _ = try shape(batch + b.shape.suffix(2))
    let result = matmul(a, b)
    return result.reshaped(
      to: Shape(batch + (first.rank == 1 ? [] : [m]) + (second.rank == 1 ? [] : [n])))
  }

  /// α A′ B′ + β C
  private static let generalProduct: Operator = { call in
    try call.expectInputs(2...3)
    let a = try call.input(0, .floats), b = try call.input(1, .floats)
    try call.expectSame(a, b)
    try call.expectElements(a)
    try call.expectElements(b)
    let isATransposed = try call.flag("transA"), isBTransposed = try call.flag("transB")
    let alpha = try call.number("alpha", default: 1), beta = try call.number("beta", default: 1)
    guard a.rank == 2, b.rank == 2, a.shape[isATransposed ? 0 : 1] == b.shape[isBTransposed ? 1 : 0]
    else { throw call.fail("shapes \(a.shape) and \(b.shape) do not fit together") }
    let shape = try call.shape([a.shape[isATransposed ? 1 : 0], b.shape[isBTransposed ? 0 : 1]])
    let c = try call.optional(2, like: a)
    if let c, c.shape.broadcast(with: shape) != shape {
      throw call.fail("input 2 of shape \(c.shape) does not broadcast to \(shape)")
    }
    if alpha == 1, beta == 1 || c == nil, c == nil || c?.shape == [shape[1]] {
      let input = isATransposed ? a.transposed() : a
      return [linear(input, isBTransposed ? b.transposed() : b, c)]
    }
    var result = matmul(a, b, transposeA: isATransposed, transposeB: isBTransposed)
    if alpha != 1 { result = result * alpha }
    if let c { result = result + (beta == 1 ? c : c * beta) }
    return [result]
  }
}
