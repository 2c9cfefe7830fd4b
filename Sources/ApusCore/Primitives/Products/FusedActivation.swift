/// An activation that a product or convolution applies to its result while that is still in cache.
public enum FusedActivation: String, Sendable, Hashable, CaseIterable {
  case none, relu, tanh, sigmoid

  /// The gradient before the activation, from the gradient after it and the output y:
  /// relu dy·[y > 0], tanh dy·(1 − y²), sigmoid dy·y·(1 − y).
  func gradient(_ gradient: Tensor, output: Tensor) -> Tensor {
    switch self {
    case .none: gradient
    case .relu: apply(ReLUGradient(), [gradient, output])
    case .tanh: apply(TanhGradient(), [gradient, output])
    case .sigmoid: apply(SigmoidGradient(), [gradient, output])
    }
  }

  /// The activation of a sum that no kernel has applied it to.
  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .none: x
    case .relu: ApusCore.relu(x)
    case .tanh: ApusCore.tanh(x)
    case .sigmoid: ApusCore.sigmoid(x)
    }
  }
}
