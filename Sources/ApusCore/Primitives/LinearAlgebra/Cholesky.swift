import CApusKernels

/// out = L with L Lᵀ = A for each matrix, float64, of which the lower triangle is read.
package struct CholeskyPrimitive: Primitive {
  package static let name = "cholesky"

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .output }

  // Murray 2016, "Differentiation of the Cholesky decomposition": with Φ the lower triangle, its
  // diagonal halved, S = L⁻ᵀ Φ(Lᵀ dL) L⁻¹, and the gradient is the symmetric part of S.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let l = context.output
    let product = matmul(l, context.gradient, transposeA: true)
    let phi = (product.tril() + product.tril(offset: -1)) * 0.5
    let solve = Solve(form: .lower, transposed: true)
    let half = apply(solve, [l, phi])
    return [apply(solve, [l, half.matrixTransposed]).symmetrized]
  }

  package func compute(_ inputs: [Tensor], into output: Tensor) {
    apus_cholesky(
      Int64(output.matrixCount), Int64(output.shape[-1]), inputs[0].pointer(to: Double.self),
      output.pointer(to: Double.self))
  }
}

/// The lower triangular L with L Lᵀ = A for the matrices in the last two axes.
///
/// - Parameter a: […, n, n], symmetric (of others the mean with their transpose is taken) and
///   positive definite; one that is not gives NaN everywhere. Traps where they are not square.
/// - Returns: this shape, its diagonals positive; float32 of whole numbers, computed in float64.
/// - Source: Golub, van Loan, Matrix Computations, 4.2; JAX `linalg.cholesky`.
public func cholesky(_ a: Tensor) -> Tensor {
  apply(CholeskyPrimitive(), [a.squareMatrices(in: "cholesky").symmetrized]).cast(to: a.matrixDType)
}
