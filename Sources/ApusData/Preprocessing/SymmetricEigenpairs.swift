import ApusCore

/// The eigenvalues of a small symmetric matrix, the greatest first, and its eigenvectors as
/// columns, float64.
///
/// Turns two axes at a time until what is beside the diagonal is lost in rounding; the effort grows
/// with the cube of the size. Traps where the matrix is not square. Source: Jacobi 1846; Golub &
/// Van Loan, Matrix Computations, 8.5.
public func symmetricEigenpairs(of matrix: Tensor) -> (values: [Double], vectors: Tensor) {
  require(
    matrix.rank == 2 && matrix.shape[0] == matrix.shape[1],
    "symmetricEigenpairs: \(matrix.shape); expected a square matrix")
  let size = matrix.shape[0]
  var a = matrix.cast(to: .float64).doubles
  var vectors = Tensor.identity(size, dtype: .float64).doubles
  for _ in 0..<60 {
    var beside = 0.0
    var all = 0.0
    for row in 0..<size {
      for column in 0..<size {
        let square = a[row * size + column] * a[row * size + column]
        all += square
        if row != column { beside += square }
      }
    }
    // A sum that is not a number ends the turning, too.
    guard beside > 1e-32 * all else { break }
    for p in 0..<size {
      for q in p + 1..<max(p + 1, size) where a[p * size + q] != 0 {
        let ratio = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q])
        let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for k in 0..<size {
          let (x, y) = (a[k * size + p], a[k * size + q])
          a[k * size + p] = cosine * x - sine * y
          a[k * size + q] = sine * x + cosine * y
        }
        for k in 0..<size {
          let (x, y) = (a[p * size + k], a[q * size + k])
          a[p * size + k] = cosine * x - sine * y
          a[q * size + k] = sine * x + cosine * y
        }
        for k in 0..<size {
          let (x, y) = (vectors[k * size + p], vectors[k * size + q])
          vectors[k * size + p] = cosine * x - sine * y
          vectors[k * size + q] = sine * x + cosine * y
        }
      }
    }
  }
  let order = (0..<size).sorted { a[$0 * size + $0] > a[$1 * size + $1] }
  let rows = (0..<size).map { row in order.map { vectors[row * size + $0] } }
  return (order.map { a[$0 * size + $0] }, Tensor(rows))
}
