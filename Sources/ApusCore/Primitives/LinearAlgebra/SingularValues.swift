import CApusKernels

/// U, s and Vᵀ with U diag(s) Vᵀ = A for matrices [m, n] with m ≥ n, float64.
package struct SingularValues: MultiplePrimitive {
  package static let name = "svd"

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    let shape = inputs[0].shape
    var square = shape
    square[-2] = shape[-1]
    return [
      inputs[0].type, TensorType(square.removing(shape.rank - 2), .float64),
      TensorType(square, .float64),
    ]
  }

  package func kept(for needs: InputSet) -> Kept { .output }

  // Townsend 2016, "Differentiating the singular value decomposition"; equal singular values, whose
  // vectors are not determined, take no part.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (u, s, v) = (context.outputs[0], context.outputs[1], context.outputs[2])
    let row = s.expandingDimension(at: -2), column = s.expandingDimension(at: -1)
    let gaps = square(s).differences.reciprocalOrZero
    func skew(_ x: Tensor) -> Tensor { (x - x.matrixTransposed) * gaps }
    var inner: Tensor?
    func add(_ term: Tensor) { inner = inner.map { $0 + term } ?? term }
    if let du = context.gradients[0] { add(skew(matmul(u, du, transposeA: true)) * row) }
    if let dv = context.gradients[2] { add(column * skew(matmul(v, dv, transposeB: true))) }
    if let ds = context.gradients[1] { add(ds.diagonalMatrix()) }
    guard let inner else { return [nil] }
    var left = matmul(u, inner)
    if let du = context.gradients[0], u.shape[-2] > u.shape[-1] {
      let scaled = du / row
      left = left + scaled - matmul(u, matmul(u, scaled, transposeA: true))
    }
    return [matmul(left, v)]
  }

  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let a = inputs[0]
    let numbers = outputs.map { $0.pointer(to: Double.self) }
    apus_svd(
      Int64(a.matrixCount), Int64(a.shape[-2]), Int64(a.shape[-1]), a.pointer(to: Double.self),
      numbers[0], numbers[1], numbers[2])
  }
}

/// A = U diag(s) Vᵀ for the matrices in the last two axes: the singular value decomposition.
///
/// - Parameter a: […, m, n]; a matrix that is not finite gives NaN everywhere.
/// - Returns: u […, m, k], s […, k], descending, and vᵀ […, k, n] with k = min(m, n); the greatest
///   element of each row of vᵀ (of each column of u where m < n) is positive. float32 of whole
///   numbers, computed in float64. The gradient by vectors of equal singular values, which are not
///   determined, leaves out their turning into each other; that by the shorter side's vectors of a
///   matrix of deficient rank is not finite.
/// - Source: Golub, van Loan, Matrix Computations, 8.6 (one-sided Jacobi rotations); NumPy
///   `linalg.svd` with `full_matrices=False`.
public func svd(_ a: Tensor) -> (u: Tensor, s: Tensor, vTransposed: Tensor) {
  let matrices = a.matrices(in: "svd"), dtype = a.matrixDType
  if a.shape[-2] >= a.shape[-1] {
    let outputs = apply(SingularValues(), [matrices])
    return (
      outputs[0].cast(to: dtype), outputs[1].cast(to: dtype), outputs[2].cast(to: dtype)
    )
  }
  let outputs = apply(SingularValues(), [matrices.matrixTransposed])
  return (
    outputs[2].matrixTransposed.cast(to: dtype), outputs[1].cast(to: dtype),
    outputs[0].matrixTransposed.cast(to: dtype)
  )
}
