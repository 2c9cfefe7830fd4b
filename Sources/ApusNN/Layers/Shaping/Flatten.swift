import ApusCore

/// All axes but the first as one: [batch, a, b, …] gives [batch, a·b·…], in row-major order;
/// [batch] gives [batch, 1].
public final class Flatten: ConfiguredLayer {
  /// The settings of ``Flatten``.
  public struct Configuration: Settings {
    public static var defaults: Self { Self() }
  }

  public static let summary = "all axes but the first as one, in row-major order"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// A layer without settings.
  public convenience init(name: String? = nil) {
    self.init(Configuration(), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank >= 1, "Flatten: a scalar has no batch axis")
    return input.reshaped(to: [input.shape[0], input.shape.dropFirst().reduce(1, *)])
  }
}
