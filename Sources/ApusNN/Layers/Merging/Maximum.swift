import ApusCore

/// max(x₁, x₂, …): the greatest of its inputs element by element, broadcast as in NumPy.
///
/// Inputs [batch, …] of the same number of axes; output of their common shape. Source: Keras;
/// catalogue A10.
public final class Maximum: ElementwiseMerge {
  public static let summary =
    "max(x₁, x₂, …): the greatest of its inputs element by element, broadcast as in NumPy"
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// A layer without settings.
  public init(name: String? = nil) { self.name = name }

  /// The inputs merged; there are as many as it takes.
  public func merged(_ inputs: [Tensor]) -> Tensor {
    inputs.dropFirst().reduce(inputs[0]) { maximum($0, $1) }
  }
}
