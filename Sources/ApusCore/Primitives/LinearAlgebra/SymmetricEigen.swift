import CApusKernels

/// Eigenvalues and eigenvectors (columns) of symmetric matrices, float64.
package struct SymmetricEigen: MultiplePrimitive {
  package static let name = "eigh"

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    let shape = inputs[0].shape
    return [TensorType(shape.removing(shape.rank - 1), .float64), inputs[0].type]
  }

  package func kept(for needs: InputSet) -> Kept { .output }

  // V (diag(dλ) + F ∘ Vᵀ dV) Vᵀ with F[i, j] = 1 / (λⱼ − λᵢ); equal eigenvalues, whose vectors are
  // not determined, take no part.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (values, vectors) = (context.outputs[0], context.outputs[1])
    var inner = context.gradients[0]?.diagonalMatrix()
    if let gradient = context.gradients[1] {
      let turned =
        matmul(vectors, gradient, transposeA: true) * values.differences.reciprocalOrZero
      inner = inner.map { $0 + turned } ?? turned
    }
    guard let inner else { return [nil] }
    return [matmul(vectors, matmul(inner, vectors, transposeB: true))]
  }

  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let a = inputs[0]
    apus_symmetric_eigen(
      Int64(a.matrixCount), Int64(a.shape[-1]), a.pointer(to: Double.self),
      outputs[0].pointer(to: Double.self), outputs[1].pointer(to: Double.self))
  }
}

/// Eigenvalues and eigenvectors of the symmetric matrices in the last two axes: A = V diag(λ) Vᵀ.
///
/// - Parameter a: […, n, n], symmetric (of others the mean with their transpose is taken); one that
///   is not finite gives NaN everywhere. Traps where they are not square.
/// - Returns: the values […, n], ascending, and the vectors, columns of […, n, n], the greatest
///   element of each positive. float32 of whole numbers, computed in float64. The gradient by
///   vectors of equal values, which are not determined, leaves out their turning into each other.
/// - Source: Golub, van Loan, Matrix Computations, 8.5 (Jacobi rotations); NumPy `linalg.eigh`.
public func eigh(_ a: Tensor) -> (values: Tensor, vectors: Tensor) {
  let outputs = apply(SymmetricEigen(), [a.squareMatrices(in: "eigh").symmetrized])
  return (outputs[0].cast(to: a.matrixDType), outputs[1].cast(to: a.matrixDType))
}
