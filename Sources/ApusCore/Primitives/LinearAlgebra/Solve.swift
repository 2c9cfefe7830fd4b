import CApusKernels

/// out = X with op(A) X = B for each pair of matrices, float64; op transposes if its flag is set.
package struct Solve: Primitive {
  package static let name = "solve"
  /// Which elements of A are read.
  package enum Form: String, Sendable { case general, lower, upper }
  package var form = Form.general
  package var transposed = false

  package var attributes: [String: Attribute] {
    ["form": .text(form.rawValue), "transposed": .flag(transposed)]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[1].type }

  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: InputSet(0), outputs: needs.contains(0))
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let a = context.inputs[0], x = context.output
    let adjoint = apply(Solve(form: form, transposed: !transposed), [a, context.gradient])
    return [
      context.ifNeeded(0) {
        let whole =
          transposed
          ? matmul(x, adjoint, transposeB: true) : matmul(adjoint, x, transposeB: true)
        switch form {
        case .general: return -whole
        case .lower: return -whole.tril()
        case .upper: return -whole.triu()
        }
      },
      adjoint,
    ]
  }

  package func compute(_ inputs: [Tensor], into output: Tensor) {
    let shape = output.shape
    let kernelForm =
      switch form {
      case .general: APUS_GENERAL
      case .lower: APUS_LOWER
      case .upper: APUS_UPPER
      }
    apus_solve(
      Int64(output.matrixCount), Int64(shape[-2]), Int64(shape[-1]), kernelForm,
      transposed ? 1 : 0, inputs[0].pointer(to: Double.self), inputs[1].pointer(to: Double.self),
      output.pointer(to: Double.self))
  }
}

/// X with A X = B for the matrices in the last two axes: A⁻¹ B, by Gauss's elimination with row
/// exchanges.
///
/// ```swift
/// solve(Tensor([[2.0, 1], [1, 3]]), Tensor([3.0, 5]))   // [0.8, 1.4]
/// ```
///
/// - Parameters:
///   - a: […, n, n]. A matrix that is singular gives NaN everywhere; one that nearly is, numbers
///     without meaning.
///   - b: […, n, k], or a vector [n]. The leading axes broadcast. Traps where the shapes do not
///     fit.
/// - Returns: […, n, k], or […, n] for a vector; in the type that holds both, float32 of whole
///   numbers, computed in float64.
/// - Source: Golub, van Loan, Matrix Computations, 3.4; NumPy `linalg.solve`.
public func solve(_ a: Tensor, _ b: Tensor) -> Tensor {
  if b.rank == 1 {
    return solve(a, b.expandingDimension(at: 1)).squeezed(axis: -1)
  }
  return solve(a, b, form: .general)
}

/// X with L X = B (or U X = B) for triangular matrices: ``solve(_:_:)`` that reads one triangle
/// only.
///
/// - Parameters:
///   - a: […, n, n]; what lies beyond the triangle is not read. A 0 on the diagonal gives NaN.
///   - b: […, n, k], or a vector [n]. The leading axes broadcast.
///   - upper: whether it is the upper triangle.
///   - transposed: whether to solve Aᵀ X = B.
public func solveTriangular(
  _ a: Tensor, _ b: Tensor, upper: Bool = false, transposed: Bool = false
) -> Tensor {
  if b.rank == 1 {
    return solveTriangular(
      a, b.expandingDimension(at: 1), upper: upper, transposed: transposed
    ).squeezed(axis: -1)
  }
  return solve(a, b, form: upper ? .upper : .lower, transposed: transposed)
}

private func solve(
  _ a: Tensor, _ b: Tensor, form: Solve.Form, transposed: Bool = false
) -> Tensor {
  let matrices = a.squareMatrices(in: "solve"), sides = b.matrices(in: "solve")
  let outer = (Shape(a.shape.dropLast(2)), Shape(b.shape.dropLast(2)))
  guard a.shape[-1] == b.shape[-2], let batch = outer.0.broadcast(with: outer.1) else {
    trap("solve: matrices \(a.shape) and right sides \(b.shape) do not fit")
  }
  let dtype = a.dtype.promoted(with: b.dtype)
  return apply(
    Solve(form: form, transposed: transposed),
    [
      matrices.broadcast(to: Shape(batch + a.shape.suffix(2))),
      sides.broadcast(to: Shape(batch + b.shape.suffix(2))),
    ]
  ).cast(to: dtype.isFloatingPoint ? dtype : .float32)
}

/// A⁻¹ of the matrices in the last two axes.
///
/// To apply it to something, ``solve(_:_:)`` is cheaper and exacter.
///
/// - Parameter a: […, n, n]; traps where they are not square. A singular matrix gives NaN
///   everywhere.
/// - Returns: this shape; float32 of whole numbers, computed in float64.
public func inverse(_ a: Tensor) -> Tensor {
  let matrices = a.squareMatrices(in: "inverse")
  return apply(Solve(), [matrices, matrices.unitMatricesLike]).cast(to: a.matrixDType)
}
