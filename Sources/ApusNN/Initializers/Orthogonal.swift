import ApusCore

extension Initializer {
  /// A random orthogonal matrix times `gain`: rows or columns, whichever are fewer, are orthogonal and of length `gain`,
  /// so that the matrix keeps lengths.
  ///
  /// The shape is taken as a matrix [all axes but the last, last axis]. All orthogonal matrices are equally likely: the
  /// vectors are normally distributed ones, orthogonalized in order.
  ///
  /// - Source: Saxe et al. 2014; Keras 3 `Orthogonal`.
  public static func orthogonal(gain: Double = 1) -> Initializer {
    Initializer("orthogonal", ["gain": .number(gain)]) { shape, dtype, generator in
      let columns = shape.last ?? 1
      let rows = columns == 0 ? 0 : shape.elementCount / columns
      let (count, length) = (min(rows, columns), max(rows, columns))
      let drawn = Tensor.randomNormal([count, length], dtype: .float64, generator: generator)
      let vectors = Tensor(unsafeUninitialized: [count, length], of: Double.self) { vectors in
        drawn.withElements(of: Double.self) { _ = vectors.update(from: $0) }
        orthonormalize(vectors, count: count, length: length)
      }
      let matrix = rows < columns ? vectors : vectors.transposed()
      return (matrix * gain).cast(to: dtype).reshaped(to: shape)
    }
  }

  /// Gram and Schmidt's method on `count` vectors of `length` numbers. What they have in common with the vectors before is
  /// taken away twice: after the first time rounding leaves a rest where they were nearly parallel.
  private static func orthonormalize(
    _ vectors: UnsafeMutableBufferPointer<Double>, count: Int, length: Int
  ) {
    func product(_ i: Int, _ j: Int) -> Double {
      var sum = 0.0
      for k in 0..<length { sum += vectors[i * length + k] * vectors[j * length + k] }
      return sum
    }
    for i in 0..<count {
      for _ in 0..<2 {
        for j in 0..<i {
          let share = product(i, j)
          for k in 0..<length { vectors[i * length + k] -= share * vectors[j * length + k] }
        }
      }
      let factor = 1 / product(i, i).squareRoot()
      for k in 0..<length { vectors[i * length + k] *= factor }
    }
  }

  static let orthogonalEntry = ConfigurableKind<Initializer>(
    "orthogonal", "random orthogonal rows or columns of length gain, usually 1"
  ) { .orthogonal(gain: try $0.number("gain", in: Options.initializerRange, default: 1)) }
}
