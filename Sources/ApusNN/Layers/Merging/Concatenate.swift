import ApusCore

/// [x₁, x₂, …]: its inputs one after the other along an axis; the other extents must be equal.
///
/// Inputs […, nᵢ, …]; output […, Σ nᵢ, …].
public final class Concatenate: MergeLayer, ConfiguredModule {
  /// The settings of ``Concatenate``.
  public struct Configuration: Settings {
    /// The axis, the batch's being 0; counted from the end where negative.
    public var axis = -1
    public static let limits: Limits = ["axis": .axis]
    public static var defaults: Self { Self() }
  }

  public static let summary = "[x₁, x₂, …]: its inputs one after the other along an axis"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// The last axis unless given.
  public convenience init(axis: Int = -1, name: String? = nil) {
    self.init(Configuration(axis: axis), name: name)
  }

  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    Tensor.concatenated(inputs, axis: settings.axis)
  }
}

extension Concatenate: MaskTakingMerge {
  /// The inputs one after the other; along other axes than time, a time counts where it does in all
  /// inputs that have a mask.
  public func callAsFunction(
    _ inputs: [Tensor], masks: [Tensor?]
  ) -> (output: Tensor, mask: Tensor?) {
    let output = self(inputs)
    let axis = settings.axis
    let place = axis < 0 ? axis + output.rank : axis
    return (output, place == 1 ? nil : commonMask(masks))
  }
}
