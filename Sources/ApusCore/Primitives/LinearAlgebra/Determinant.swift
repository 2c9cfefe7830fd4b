import CApusKernels

/// Three outputs for each matrix, float64: the determinant, its sign and ln |det|.
package struct Determinant: MultiplePrimitive {
  package static let name = "determinant"

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    Array(repeating: TensorType(Shape(inputs[0].shape.dropLast(2)), .float64), count: 3)
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: .all, outputs: true) }

  // ∂det/∂A = det A⁻ᵀ, ∂ln|det|/∂A = A⁻ᵀ; the sign has none.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let a = context.inputs[0]
    var scale: Tensor?
    if let direct = context.gradients[0] { scale = direct * context.outputs[0] }
    if let logarithmic = context.gradients[2] {
      scale = scale.map { $0 + logarithmic } ?? logarithmic
    }
    guard let scale else { return [nil] }
    let adjoint = apply(Solve(transposed: true), [a, a.unitMatricesLike])
    return [adjoint * scale.expandingDimension(at: -1).expandingDimension(at: -1)]
  }

  package func compute(_ inputs: [Tensor], into outputs: [Tensor]) {
    let numbers = outputs.map { $0.pointer(to: Double.self) }
    apus_determinant(
      Int64(inputs[0].matrixCount), Int64(inputs[0].shape[-1]),
      inputs[0].pointer(to: Double.self), numbers[0], numbers[1], numbers[2])
  }
}

/// The determinants of the matrices in the last two axes.
///
/// - Parameter a: […, n, n]; traps where they are not square.
/// - Returns: […], 0 of singular matrices, whose gradient is NaN; float32 of whole numbers,
///   computed in float64.
public func determinant(_ a: Tensor) -> Tensor {
  apply(Determinant(), [a.squareMatrices(in: "determinant")])[0].cast(to: a.matrixDType)
}

/// Sign and logarithm of the determinants of the matrices in the last two axes: det = sign ·
/// exp(logarithm), also where it is too large or small for a number.
///
/// - Parameter a: […, n, n]; traps where they are not square.
/// - Returns: the signs (−1, 1, or 0 of a singular matrix) and ln |det| (−∞ of a singular one), […]
///   each.
/// - Source: NumPy `linalg.slogdet`.
public func logDeterminant(_ a: Tensor) -> (sign: Tensor, logarithm: Tensor) {
  let outputs = apply(Determinant(), [a.squareMatrices(in: "logDeterminant")])
  return (outputs[1].cast(to: a.matrixDType), outputs[2].cast(to: a.matrixDType))
}
