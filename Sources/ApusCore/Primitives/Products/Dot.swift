/// Σ aᵢ bᵢ of two vectors: a scalar.
///
/// - Parameters:
///   - a: [n]; element types are promoted.
///   - b: [n]. Traps where there are other axes or other lengths; see
///     ``matmul(_:_:transposeA:transposeB:)`` for matrices and ``einsum(_:_:)-(String,Tensor...)``
///     for everything else.
public func dot(_ a: Tensor, _ b: Tensor) -> Tensor {
  require(
    a.rank == 1 && a.shape == b.shape,
    "dot: \(a.shape) and \(b.shape) are not vectors of one length")
  return (a * b).sum()
}

/// The products of all pairs: out[i, j] = aᵢ bⱼ.
///
/// - Parameters:
///   - a: [m]; element types are promoted. Traps where there are other axes.
///   - b: [n]; likewise.
/// - Returns: [m, n].
public func outer(_ a: Tensor, _ b: Tensor) -> Tensor {
  require(a.rank == 1 && b.rank == 1, "outer: \(a.shape) and \(b.shape) are not vectors")
  return a.expandingDimension(at: 1) * b.expandingDimension(at: 0)
}
