import ApusCore

/// The x of least ‖x‖ among those of least ‖A x − b‖: A⁺ b with the pseudo-inverse A⁺, in float64.
///
/// ```swift
/// let weights = leastSquaresSolution(features, targets)  // linear regression
/// ```
///
/// With more unknowns than equations it is the shortest exact solution. A direction whose part of A
/// is below ε · max(n, p) of the greatest counts as none, where ε = 2⁻⁵². By orthogonal factors, so
/// that A's condition is not squared as in the normal equations. Source: Golub and Van Loan, Matrix
/// Computations, 5.5; `numpy.linalg.lstsq`.
///
/// - Parameters:
///   - a: A, [n, p].
///   - b: [n], or [n, m] for m right-hand sides at once.
/// - Returns: [p], or [p, m]. Traps where shapes do not fit.
public func leastSquaresSolution(_ a: Tensor, _ b: Tensor) -> Tensor {
  require(
    a.rank == 2 && 1...2 ~= b.rank && b.shape[0] == a.shape[0] && a.elementCount > 0,
    "leastSquaresSolution: A \(a.shape) and b \(b.shape); expected [n, p] and [n] or [n, m]")
  let (rows, columns) = (a.shape[0], a.shape[1])
  let elements = a.cast(to: .float64).doubles
  let solver = PseudoInverse(elements, rows: rows, columns: columns)
  let count = b.rank == 2 ? b.shape[1] : 1
  let right = b.cast(to: .float64).doubles
  var result = [Double](repeating: 0, count: columns * count)
  for side in 0..<count {
    let x = solver.solve((0..<rows).map { right[$0 * count + side] })
    for (row, value) in x.enumerated() { result[row * count + side] = value }
  }
  return Tensor(result, shape: b.rank == 2 ? [columns, count] : [columns])
}

/// A⁺ by two factorizations: A or Aᵀ, whichever is tall, is P Rᵀ Qᵀ or Q R Pᵀ, and the rows of R
/// that count, transposed, are factored again.
private struct PseudoInverse {
  private let isTall: Bool
  private let first: PivotedQR
  private let second: PivotedQR
  private let triangle: UpperTriangle
  private let rank: Int

  /// The pseudo-inverse of a matrix by rows.
  init(_ matrix: [Double], rows: Int, columns: Int) {
    isTall = rows >= columns
    let (long, short) = (max(rows, columns), min(rows, columns))
    // By columns of the tall one: a wide matrix by rows is its transpose by columns.
    var tall = matrix
    if isTall {
      for row in 0..<rows {
        for column in 0..<columns { tall[column * rows + row] = matrix[row * columns + column] }
      }
    }
    first = PivotedQR(columns: tall, rows: long, columns: short)
    let upper = UpperTriangle(first.upperTriangle, order: short)
    rank = upper.rank(tolerance: 0x1p-52 * Double(long))
    // R's first rows, by rows, are the columns of their transpose.
    second = PivotedQR(
      columns: Array(upper.elements.prefix(rank * short)), rows: short, columns: rank)
    triangle = UpperTriangle(second.upperTriangle, order: rank)
  }

  /// A⁺ b.
  func solve(_ b: [Double]) -> [Double] {
    guard rank > 0 else {
      return [Double](repeating: 0, count: isTall ? first.columnCount : first.rowCount)
    }
    if isTall {
      // A = Q R Pᵀ: the shortest y with R y = Qᵀ b, back in A's order.
      let c = Array(first.transposedQ(times: b).prefix(rank))
      let y = second.q(times: triangle.solveTransposed(second.order.map { c[$0] }))
      var x = [Double](repeating: 0, count: first.columnCount)
      for (place, column) in first.order.enumerated() { x[column] = y[place] }
      return x
    }
    // A = P Rᵀ Qᵀ: the z of least ‖Rᵀ z − Pᵀ b‖, then Q z.
    let c = second.transposedQ(times: first.order.map { b[$0] })
    let solution = triangle.solve(c, rank: rank)
    var z = [Double](repeating: 0, count: rank)
    for (place, column) in second.order.enumerated() { z[column] = solution[place] }
    return first.q(times: z)
  }
}
