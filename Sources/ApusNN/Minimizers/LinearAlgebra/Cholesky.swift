/// A = L Lᵀ of a symmetric positive definite matrix, L lower triangular.
///
/// Computed in panels of columns: the panel is brought up to date by products of rows of L, four at
/// a time, then factored itself. n³/6 multiplications. Source: Golub and Van Loan, Matrix
/// Computations, 4.2.
struct Cholesky {
  /// n.
  let order: Int
  /// L by rows; what is above the diagonal is left from A.
  private var elements: [Double]

  private static let panelWidth = 64

  /// The factor of A + shift · I; nil if the sum is not positive definite, as far as float64 can
  /// tell.
  ///
  /// - Parameters:
  ///   - matrix: A by rows, n² numbers, of which the lower triangle is read.
  init?(_ matrix: [Double], order: Int, addingToDiagonal shift: Double = 0) {
    precondition(matrix.count == order * order)
    self.order = order
    elements = matrix
    for index in 0..<order { elements[index * order + index] += shift }
    let isPositive = elements.withUnsafeMutableBufferPointer { buffer -> Bool in
      guard let rows = buffer.baseAddress else { return true }
      for start in stride(from: 0, to: order, by: Cholesky.panelWidth) {
        let end = min(start + Cholesky.panelWidth, order)
        Cholesky.update(rows, order, columns: start..<end)
        guard Cholesky.factor(rows, order, columns: start..<end) else { return false }
      }
      return true
    }
    guard isPositive else { return nil }
  }

  /// A[i, j] −= Σₖ L[i, k] L[j, k] over the columns k before the panel, for its columns j and all
  /// rows i ≥ j.
  private static func update(
    _ rows: UnsafeMutablePointer<Double>, _ order: Int, columns: Range<Int>
  ) {
    let depth = columns.lowerBound
    guard depth > 0 else { return }
    var row = columns.lowerBound
    while row < order {
      let pair = min(2, order - row)
      var column = columns.lowerBound
      let end = min(columns.upperBound, row + pair)
      while column < end {
        // A pair of rows by a pair of columns: each number that is read takes part in two products.
        let isPair = pair == 2 && column + 2 <= end
        if isPair {
          subtractProducts(
            rows + row * order, rows + column * order, order, depth, column: column)
        } else {
          for r in row..<(row + pair) {
            rows[r * order + column] -= dot(
              rows + r * order, rows + column * order, count: depth)
          }
        }
        column += isPair ? 2 : 1
      }
      row += pair
    }
  }

  /// The four products of rows r, r + 1 with rows c, c + 1 of L, taken from A at those rows and
  /// columns.
  @inline(__always)
  private static func subtractProducts(
    _ r: UnsafeMutablePointer<Double>, _ c: UnsafeMutablePointer<Double>, _ order: Int,
    _ depth: Int, column: Int
  ) {
    let (r0, r1) = (UnsafeRawPointer(r), UnsafeRawPointer(r + order))
    let (c0, c1) = (UnsafeRawPointer(c), UnsafeRawPointer(c + order))
    var s00 = SIMD4<Double>.zero
    var s01 = SIMD4<Double>.zero
    var s10 = SIMD4<Double>.zero
    var s11 = SIMD4<Double>.zero
    // The panel's width is a multiple of 4, and so is the number of columns before it.
    var byte = 0
    while byte < depth * 8 {
      let a0 = r0.loadUnaligned(fromByteOffset: byte, as: SIMD4<Double>.self)
      let a1 = r1.loadUnaligned(fromByteOffset: byte, as: SIMD4<Double>.self)
      let b0 = c0.loadUnaligned(fromByteOffset: byte, as: SIMD4<Double>.self)
      let b1 = c1.loadUnaligned(fromByteOffset: byte, as: SIMD4<Double>.self)
      s00 += a0 * b0
      s01 += a0 * b1
      s10 += a1 * b0
      s11 += a1 * b1
      byte += 32
    }
    r[column] -= s00.sum()
    r[column + 1] -= s01.sum()
    r[order + column] -= s10.sum()
    r[order + column + 1] -= s11.sum()
  }

  /// Factors the panel, whose products with earlier columns are already taken off.
  private static func factor(
    _ rows: UnsafeMutablePointer<Double>, _ order: Int, columns: Range<Int>
  ) -> Bool {
    let start = columns.lowerBound
    for row in start..<order {
      let line = rows + row * order
      for column in start..<min(columns.upperBound, row) {
        let other = rows + column * order
        let product = dot(line + start, other + start, count: column - start)
        line[column] = (line[column] - product) / other[column]
      }
      if row < columns.upperBound {
        let pivot = line[row] - dot(line + start, line + start, count: row - start)
        guard pivot > 0, pivot.isFinite else { return false }
        line[row] = pivot.squareRoot()
      }
    }
    return true
  }

  /// x of A x = b: L y = b, then Lᵀ x = y.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    elements.withUnsafeBufferPointer { buffer in
      x.withUnsafeMutableBufferPointer { solution in
        guard let rows = buffer.baseAddress, let x = solution.baseAddress else { return }
        for row in 0..<order {
          let line = rows + row * order
          x[row] = (x[row] - dot(line, x, count: row)) / line[row]
        }
        for row in stride(from: order - 1, through: 0, by: -1) {
          let line = rows + row * order
          x[row] /= line[row]
          add(-x[row], times: line, to: x, count: row)
        }
      }
    }
    return x
  }
}
