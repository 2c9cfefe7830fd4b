import ApusCore

extension ActivationFunction {
  /// 0 up to −1, (x + 1)²/4 between, x from 1 on.
  public static var sparsePlus: ActivationFunction {
    ActivationFunction(
      library: "sparsePlus", "0 up to −1, (x + 1)²/4 between, x from 1 on"
    ) { SparsePlus()($0) }
  }
}

/// out = x ≤ −1 ? 0 : x < 1 ? (x + 1)²/4 : x
package struct SparsePlus: PointwiseActivation {
  package static let name = "sparse_plus"
  package static let function = PointwiseFunction.sparsePlus
  package func curvature(_ x: Tensor) -> Tensor? {
    ((x .> -1) .& (x .< 1)).cast(to: x.dtype) * 0.5
  }
}
