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
    let a = first.rank == 1 ? first.expandingDimension(at: 0) : first
    let b = second.rank == 1 ? second.expandingDimension(at: 1) : second
    var result = matmul(a, b)
    if second.rank == 1 { result = result.squeezed(axis: -1) }
    return first.rank == 1 ? result.squeezed(axis: second.rank == 1 ? -1 : -2) : result
  }

  /// α A′ B′ + β C
  fileprivate func generalProduct() throws -> [Tensor] {
    let a = try input(0, .floats), b = try input(1, .floats)
    try expectSame(a, b)
    try expectElements(a)
    try expectElements(b)
    let isATransposed = try flag("transA"), isBTransposed = try flag("transB")
    let alpha = try number("alpha", default: 1), beta = try number("beta", default: 1)
    guard a.rank == 2, b.rank == 2 else { throw fail("\(a.shape) and \(b.shape) are no matrices") }
    let c = try optional(2, like: a)
    let width = b.shape[isBTransposed ? 0 : 1]
    if alpha == 1, beta == 1 || c == nil, c == nil || c?.shape == [width] {
      let input = isATransposed ? a.transposed() : a
      return [linear(input, isBTransposed ? b.transposed() : b, c)]
    }
    var result = matmul(a, b, transposeA: isATransposed, transposeB: isBTransposed)
    if alpha != 1 { result = result * alpha }
    if let c { result = result + (try broadcast(beta == 1 ? c : c * beta, to: result.shape)) }
    return [result]
  }
}
