import ApusCore

extension ONNXOperator {
  /// Products of matrices.
  static let products: [ONNXOperator] = [
    ONNXOperator("MatMul", 2...2) { try [$0.product($0.input(0, .floats), $0.input(1, .floats))] },
    ONNXOperator("Gemm", 2...3) { try $0.generalProduct() },
  ]
}

extension ONNXCall {
  fileprivate func matrixProduct() throws -> [Tensor] {
    return [try product(input(0, .floats), input(1, .floats))]
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
  fileprivate func generalProduct() throws -> [Tensor] {
    let a = try input(0, .floats), b = try input(1, .floats)
    try expectSame(a, b)
    try expectElements(a)
    try expectElements(b)
    let isATransposed = try flag("transA"), isBTransposed = try flag("transB")
    let alpha = try number("alpha", default: 1), beta = try number("beta", default: 1)
    guard a.rank == 2, b.rank == 2, a.shape[isATransposed ? 0 : 1] == b.shape[isBTransposed ? 1 : 0]
    else { throw fail("shapes \(a.shape) and \(b.shape) do not fit together") }
    let shape = try shape([a.shape[isATransposed ? 1 : 0], b.shape[isBTransposed ? 0 : 1]])
    let c = try optional(2, like: a)
    if let c, c.shape.broadcast(with: shape) != shape {
      throw fail("input 2 of shape \(c.shape) does not broadcast to \(shape)")
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
