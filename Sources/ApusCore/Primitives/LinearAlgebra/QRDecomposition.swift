import CApusKernels

/// Q and R with Q R = A for matrices [m, n] with m ≥ n, float64; R's diagonal is not negative.
package struct QRDecomposition: MultiplePrimitive {
  package static let name = "qr"

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    var triangle = inputs[0].shape
    triangle[-2] = triangle[-1]
    return [inputs[0].type, TensorType(triangle, .float64)]
  }

  package func kept(for needs: InputSet) -> Kept { .output }

  // [dQ + Q copyltu(M)] R⁻ᵀ with M = R dRᵀ − dQᵀ Q and copyltu the lower triangle mirrored.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (q, r) = (context.outputs[0], context.outputs[1])
    var mirrored: Tensor?
    if let dr = context.gradients[1] {
      mirrored = matmul(r, dr.triu(), transposeB: true)
    }
    if let dq = context.gradients[0] {
      let part = matmul(dq, q, transposeA: true)
      mirrored = mirrored.map { $0 - part } ?? -part
    }
    guard let mirrored else { return [nil] }
    let symmetric = mirrored.tril() + mirrored.tril(offset: -1).matrixTransposed
    var sum = matmul(q, symmetric)
    if let dq = context.gradients[0] { sum = sum + dq }
    return [apply(Solve(form: .upper), [r, sum.matrixTransposed]).matrixTransposed]
  }

  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let a = inputs[0]
    apus_qr(
      Int64(a.matrixCount), Int64(a.shape[-2]), Int64(a.shape[-1]), a.pointer(to: Double.self),
      outputs[0].pointer(to: Double.self), outputs[1].pointer(to: Double.self))
  }
}

/// A = Q R for the matrices in the last two axes: orthonormal columns times an upper triangle.
///
/// - Parameter a: […, m, n]. The gradient is NaN where the first min(m, n) columns depend on each
///   other, and a matrix that is not finite gives NaN everywhere.
/// - Returns: q […, m, k] and r […, k, n] with k = min(m, n). R's diagonal is not negative, which
///   makes both unique (LAPACK leaves signs as they come). float32 of whole numbers, computed in
///   float64.
/// - Source: Golub, van Loan, Matrix Computations, 5.2; the gradient: Walter, Lehmann, Lamour 2012.
public func qr(_ a: Tensor) -> (q: Tensor, r: Tensor) {
  let matrices = a.matrices(in: "qr")
  let (rows, columns) = (a.shape[-2], a.shape[-1])
  let first =
    rows >= columns ? matrices : matrices.sliced(axis: -1, from: 0, to: rows)
  let outputs = apply(QRDecomposition(), [first])
  var r = outputs[1]
  if columns > rows {
    let rest = matmul(outputs[0], matrices.sliced(axis: -1, from: rows), transposeA: true)
    r = .concatenated([r, rest], axis: -1)
  }
  return (outputs[0].cast(to: a.matrixDType), r.cast(to: a.matrixDType))
}
