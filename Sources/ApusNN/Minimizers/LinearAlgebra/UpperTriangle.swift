/// An upper triangular matrix R by rows, n² numbers, with zeros below the diagonal.
struct UpperTriangle {
  let order: Int
  private(set) var elements: [Double]

  init(_ elements: [Double], order: Int) {
    precondition(elements.count == order * order)
    self.elements = elements
    self.order = order
  }

  subscript(_ row: Int, _ column: Int) -> Double { elements[row * order + column] }

  /// The number of leading columns whose element on the diagonal is above `tolerance` times the
  /// first.
  func rank(tolerance: Double = 0) -> Int {
    let least = tolerance * abs(elements.first ?? 0)
    return (0..<order).first { !(abs(self[$0, $0]) > least) } ?? order
  }

  /// x of R x = b, with R's first `rank` rows and columns only; after them x is 0.
  func solve(_ b: [Double], rank: Int) -> [Double] {
    var x = [Double](repeating: 0, count: order)
    for row in stride(from: rank - 1, through: 0, by: -1) {
      var rest = b[row]
      for column in (row + 1)..<max(rank, row + 1) { rest -= self[row, column] * x[column] }
      x[row] = rest / self[row, row]
    }
    return x
  }

  /// x of Rᵀ x = b; there must be no zero on the diagonal.
  func solveTransposed(_ b: [Double]) -> [Double] {
    var x = b
    for row in 0..<order {
      x[row] /= self[row, row]
      for column in (row + 1)..<max(order, row + 1) { x[column] -= self[row, column] * x[row] }
    }
    return x
  }

  /// R x.
  func product(with x: [Double]) -> [Double] {
    (0..<order).map { row in
      (row..<order).reduce(0) { $0 + self[row, $1] * x[$1] }
    }
  }

  /// Rᵀ x.
  func transposedProduct(with x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: order)
    for row in 0..<order {
      for column in row..<order { result[column] += self[row, column] * x[row] }
    }
    return result
  }

  /// S and c where SᵀS = RᵀR + D², S upper triangular, and Sᵀc = Rᵀb: what is left of the rows of
  /// the diagonal matrix D once rotations have turned them into R.
  ///
  /// - Source: Givens 1958; Moré 1978.
  func eliminating(diagonal: [Double], _ b: [Double]) -> (UpperTriangle, [Double]) {
    var result = self
    var right = b
    var row = [Double](repeating: 0, count: order)
    for start in 0..<order where diagonal[start] != 0 {
      for column in start..<order { row[column] = 0 }
      row[start] = diagonal[start]
      var rightOfRow = 0.0
      for k in start..<order where row[k] != 0 {
        let above = result.elements[k * order + k]
        let radius = hypotenuse(above, row[k])
        let (cosine, sine) = (above / radius, row[k] / radius)
        for column in k..<order {
          let (upper, lower) = (result.elements[k * order + column], row[column])
          result.elements[k * order + column] = cosine * upper + sine * lower
          row[column] = cosine * lower - sine * upper
        }
        (right[k], rightOfRow) = (
          cosine * right[k] + sine * rightOfRow, cosine * rightOfRow - sine * right[k]
        )
      }
    }
    return (result, right)
  }
}

/// √(a² + b²) without overflow.
private func hypotenuse(_ a: Double, _ b: Double) -> Double {
  let (small, large) = (min(abs(a), abs(b)), max(abs(a), abs(b)))
  guard large > 0 else { return 0 }
  let ratio = small / large
  return large * (1 + ratio * ratio).squareRoot()
}
