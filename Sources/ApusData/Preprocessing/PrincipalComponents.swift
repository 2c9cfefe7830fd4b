import ApusCore

/// The orthogonal directions along which data vary the most.
///
/// With X the examples less their mean, the directions are the eigenvectors of XᵀX / (n − 1) with
/// the greatest eigenvalues, which are the variances along them. The part of a direction with the
/// greatest magnitude is positive.
///
/// ```swift
/// let components = PrincipalComponents(features, count: 2)
/// let places = components.project(features)   // [examples, 2]
/// ```
///
/// Source: Pearson 1901; Hotelling 1933.
public struct PrincipalComponents: Sendable {
  /// The mean of each feature, float64 [features].
  public let mean: Tensor
  /// The directions, of length 1, as columns: float64 [features, count].
  public let directions: Tensor
  /// The variances along them, the greatest first.
  public let variances: [Double]
  /// The sum of the variances of all features.
  public let totalVariance: Double

  /// The first `count` components of `features`, [examples, features].
  ///
  /// With more features than examples the examples' products are decomposed instead of the
  /// features', which span the same directions. Traps where there is no example or there are fewer
  /// features than components.
  public init(_ features: Tensor, count: Int) {
    require(
      features.rank == 2 && features.shape[0] > 0 && count > 0 && count <= features.shape[1],
      """
      PrincipalComponents: \(count) of features \(features.shape); expected [examples, features], \
      as many features
      """
    )
    let values = features.cast(to: .float64)
    let mean = values.mean(axis: 0)
    let centred = values - mean
    let (examples, size) = (features.shape[0], features.shape[1])
    let freedom = Double(max(1, examples - 1))
    totalVariance = centred.squared.sum().item / freedom
    if size > examples && count <= examples {
      let (found, turns) = Self.greatestEigenpairs(
        of: matmul(centred, centred.transposed()) / freedom, count: count)
      variances = found.map { max($0, 0) }
      // A direction without variance has no length to divide by: it stays 0.
      let lengths = variances.map { $0 > 0 ? 1 / ($0 * freedom).squareRoot() : 0 }
      directions = Self.pointed(matmul(centred.transposed(), turns) * Tensor(lengths))
    } else {
      let found = Self.greatestEigenpairs(
        of: matmul(centred.transposed(), centred) / freedom, count: count)
      (variances, directions) = (found.values, Self.pointed(found.vectors))
    }
    self.mean = mean
  }

  /// The coordinates of examples along the components, [examples, count], in their element type.
  public func project(_ features: Tensor) -> Tensor {
    matmul(features.cast(to: .float64) - mean, directions).cast(to: features.dtype)
  }

  /// The features of points with these coordinates, [examples, features]; what no component shows
  /// is the mean's.
  public func lift(_ coordinates: Tensor) -> Tensor {
    (matmul(coordinates.cast(to: .float64), directions.transposed()) + mean)
      .cast(to: coordinates.dtype)
  }

  /// Subspace iteration with a few directions more than are wanted, which then turns them to the
  /// eigenvectors.
  private static func greatestEigenpairs(
    of matrix: Tensor, count: Int
  ) -> (values: [Double], vectors: Tensor) {
    let size = matrix.shape[0]
    let wide = min(size, count + 8)
    /// The eigenpairs as far as the columns of an orthonormal basis can show them.
    func pairs(in basis: Tensor) -> (values: [Double], vectors: Tensor) {
      let (values, turn) = symmetricEigenpairs(
        of: matmul(basis.transposed(), matmul(matrix, basis)))
      return (values, matmul(basis, turn))
    }
    var found = pairs(
      in: wide == size
        ? .identity(size, dtype: .float64)
        : orthonormal(
          .randomNormal([size, wide], dtype: .float64, generator: RandomGenerator(seed: 0))))
    for _ in 0..<1000 where wide < size {
      let next = pairs(in: orthonormal(matmul(matrix, found.vectors)))
      let change = zip(next.values, found.values).prefix(count).map { abs($0 - $1) }.max() ?? 0
      found = next
      if change <= 1e-15 * next.values[0] { break }
    }
    return (Array(found.values.prefix(count)), found.vectors[0..., 0..<count])
  }

  /// The columns, made orthogonal and of length 1 one after the other, twice for the sake of
  /// rounding.
  private static func orthonormal(_ matrix: Tensor) -> Tensor {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let values = matrix.transposed().doubles
    var vectors = (0..<columns).map { Array(values[$0 * rows..<($0 + 1) * rows]) }
    for index in vectors.indices {
      for _ in 0..<2 {
        for earlier in 0..<index {
          let product = dot(vectors[index], vectors[earlier])
          for row in 0..<rows { vectors[index][row] -= product * vectors[earlier][row] }
        }
      }
      let length = dot(vectors[index], vectors[index]).squareRoot()
      // A direction that the others span already: the data do not vary there.
      for row in 0..<rows { vectors[index][row] = length > 0 ? vectors[index][row] / length : 0 }
    }
    return Tensor(vectors).transposed()
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The columns with their greatest part positive.
  private static func pointed(_ vectors: Tensor) -> Tensor {
    let columns = vectors.transposed()
    let size = vectors.shape[0]
    let values = columns.doubles
    let signs = (0..<columns.shape[0]).map { column -> Double in
      let greatest = values[column * size..<(column + 1) * size].max { abs($0) < abs($1) } ?? 1
      return greatest < 0 ? -1 : 1
    }
    return vectors * Tensor(signs)
  }
}
