extension Primitives {
  static let linearAlgebra: [any AnyPrimitive.Type] = [
    CholeskyPrimitive.self, Determinant.self, QRDecomposition.self, SingularValues.self, Solve.self,
    SymmetricEigen.self,
  ]
}
