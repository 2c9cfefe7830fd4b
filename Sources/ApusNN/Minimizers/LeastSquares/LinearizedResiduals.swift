import ApusCore

/// Residuals near a point: r(x + p) ≈ r + J p, with J P = Q R.
struct LinearizedResiduals {
  /// R.
  let triangle: UpperTriangle
  /// P: the element of x to which each column of R belongs.
  let order: [Int]
  /// The first n elements of Qᵀ r.
  let rotated: [Double]
  /// The lengths of J's columns.
  let columnNorms: [Double]
  /// Jᵀ r, the gradient of ½‖r‖².
  let gradient: [Double]

  /// From J by columns and r. Fewer residuals than unknowns are filled up with zeros.
  init(jacobian: [Double], residuals: [Double], count: Int) {
    require(
      jacobian.count == residuals.count * count,
      "least squares: \(residuals.count) residuals, and a Jacobian of \(jacobian.count / count); "
        + "their number must stay the same")
    let rows = max(residuals.count, count)
    var columns = jacobian
    if rows > residuals.count {
      columns = [Double](repeating: 0, count: rows * count)
      for column in 0..<count {
        for row in residuals.indices {
          columns[column * rows + row] = jacobian[column * residuals.count + row]
        }
      }
    }
    let missing = [Double](repeating: 0, count: rows - residuals.count)
    let factors = PivotedQR(columns: columns, rows: rows, columns: count)
    triangle = UpperTriangle(factors.upperTriangle, order: count)
    order = factors.order
    rotated = factors.transposedQ(times: residuals + missing)
    columnNorms = factors.columnNorms
    gradient = jacobian.withUnsafeBufferPointer { matrix in
      residuals.withUnsafeBufferPointer { vector in
        guard let matrix = matrix.baseAddress, let vector = vector.baseAddress else { return [] }
        return (0..<count).map {
          dot(matrix + $0 * residuals.count, vector, count: residuals.count)
        }
      }
    }
  }

  /// A vector in R's order, in x's order.
  func unpermuted(_ vector: [Double]) -> [Double] {
    var result = vector
    for (place, element) in order.enumerated() { result[element] = vector[place] }
    return result
  }

  /// A vector in x's order, in R's order.
  func permuted(_ vector: [Double]) -> [Double] { order.map { vector[$0] } }

  /// Whether every number is finite.
  var isFinite: Bool {
    columnNorms.greatestMagnitude.isFinite && gradient.greatestMagnitude.isFinite
      && rotated.greatestMagnitude.isFinite
  }
}
