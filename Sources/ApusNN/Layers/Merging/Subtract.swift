import ApusCore

/// x₁ − x₂: the difference of its two inputs, broadcast as in NumPy.
///
/// Inputs [batch, …] of the same number of axes; output of their common shape. Source: Keras;
/// catalogue A10.
public final class Subtract: ElementwiseMerge {
  public static let summary =
    "x₁ − x₂: the difference of its two inputs, broadcast as in NumPy"
  /// Two.
  public static var inputCounts: ClosedRange<Int> { 2...2 }

  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// A layer without settings.
  public init(name: String? = nil) { self.name = name }

  /// The inputs merged; there are as many as it takes.
  public func merged(_ inputs: [Tensor]) -> Tensor {
    inputs[0] - inputs[1]
  }
}
