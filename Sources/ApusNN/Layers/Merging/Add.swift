import ApusCore

/// x₁ + x₂ + …: the sum of its inputs, broadcast as in NumPy.
///
/// Inputs [batch, …] of the same number of axes; output of their common shape. Source: He et al.
/// 2016, residual connections.
public final class Add: ElementwiseMerge {
  public static let summary = "x₁ + x₂ + …: the sum of its inputs, broadcast as in NumPy"
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// A layer without settings.
  public init(name: String? = nil) { self.name = name }

  /// The inputs merged; there are as many as it takes.
  public func merged(_ inputs: [Tensor]) -> Tensor {
    inputs.dropFirst().reduce(inputs[0]) { $0 + $1 }
  }
}
