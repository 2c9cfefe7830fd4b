// What the functions of matrices share. They compute in float64, whatever the element type.

extension Tensor {
  /// The type in which functions of this tensor's matrices answer: its own, float32 of whole
  /// numbers.
  var matrixDType: DType { dtype.isFloatingPoint ? dtype : .float32 }

  /// The matrices in float64; traps where the last two axes are missing.
  func matrices(in operation: StaticString) -> Tensor {
    require(rank >= 2, "\(operation): shape \(shape) has no matrices in its last two axes")
    return cast(to: .float64)
  }

  /// Square matrices in float64; traps where they are not square.
  func squareMatrices(in operation: StaticString) -> Tensor {
    require(
      rank >= 2 && shape[-1] == shape[-2],
      "\(operation): shape \(shape) has no square matrices in its last two axes")
    return cast(to: .float64)
  }

  /// The mean of each matrix and its transpose.
  var symmetrized: Tensor { (self + matrixTransposed) * 0.5 }

  /// The last two axes exchanged.
  var matrixTransposed: Tensor { swappingAxes(-2, -1) }

  /// The number of matrices in the last two axes.
  var matrixCount: Int { shape.dropLast(2).reduce(1, *) }

  /// Unit matrices of the shape of these.
  var unitMatricesLike: Tensor {
    Tensor.identity(shape[-1], dtype: dtype).broadcast(to: shape)
  }

  /// 1 / self where it is not 0, else 0, also in derivatives.
  var reciprocalOrZero: Tensor {
    let isZero = self .== 0
    return select(isZero, 0, reciprocal(select(isZero, 1, self)))
  }

  /// self[…, j] − self[…, i] for all pairs […, i, j].
  var differences: Tensor { expandingDimension(at: -2) - expandingDimension(at: -1) }
}
