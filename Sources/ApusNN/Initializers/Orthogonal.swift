import ApusCore

extension Initializer {
  /// A random orthogonal matrix times `gain`: rows or columns, whichever are fewer, are orthogonal
  /// and of length `gain`, so that the matrix keeps lengths.
  ///
  /// The shape is taken as a matrix [all axes but the last, last axis]. All orthogonal matrices are
  /// equally likely: the vectors are normally distributed ones, orthogonalized in order.
  ///
  /// - Source: Saxe et al. 2014; Keras 3 `Orthogonal`.
  public static func orthogonal(gain: Double = 1) -> Initializer {
    Initializer("orthogonal", ["gain": .number(gain)]) { shape, dtype, generator in
      let columns = shape.last ?? 1
      let rows = columns == 0 ? 0 : shape.elementCount / columns
      let (count, length) = (min(rows, columns), max(rows, columns))
      let vectors = orthonormal(
        .randomNormal([count, length], dtype: .float64, generator: generator))
      let matrix = rows < columns ? vectors : vectors.transposed()
      return (matrix * gain).cast(to: dtype).reshaped(to: shape)
    }
  }

  /// Gram and Schmidt's method on the rows of a matrix, in halves: the second half loses what it
  /// has in common with the first, by products of matrices, before its own rows are taken apart. It
  /// loses it twice: after the first time rounding leaves a rest where they were nearly parallel.
  private static func orthonormal(_ rows: Tensor) -> Tensor {
    let count = rows.shape[0]
    guard count > 1 else { return rows / sqrt((rows * rows).sum()) }
    let first = orthonormal(rows[0..<(count / 2)])
    var second = rows[(count / 2)..<count]
    for _ in 0..<2 { second = second - matmul(matmul(second, first, transposeB: true), first) }
    return .concatenated([first, orthonormal(second)])
  }

  static let orthogonalEntry = Registry<Initializer>.Entry(
    "orthogonal", "random orthogonal rows or columns of length gain, usually 1"
  ) { .orthogonal(gain: try $0.number("gain", in: Options.initializerRange, default: 1)) }
}
