import ApusCore

extension ActivationFunction {
  /// x − tanh x.
  public static var tanhShrink: ActivationFunction {
    ActivationFunction(library: "tanhShrink", "x − tanh x") {
      TanhShrink()($0)
    }
  }
}

/// out = x − tanh x
package struct TanhShrink: PointwiseActivation {
  package static let name = "tanh_shrink"
  package static let function = PointwiseFunction.tanhShrink
  package func curvature(_ x: Tensor) -> Tensor? {
    let t = tanh(x)
    return t * (1 - t * t) * 2
  }
}
