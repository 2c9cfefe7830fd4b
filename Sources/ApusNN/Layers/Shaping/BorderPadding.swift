import ApusCore

/// Elements beyond the ends of each axis between batch and channels, made of those within:
/// repeated, mirrored, or a constant.
///
/// ```swift
/// // One row above and below, two columns at each side.
/// BorderPadding([(1, 1), (2, 2)], mode: .reflect)
/// ```
///
/// Input [batch, axes…, channels], as many axes as there are margins; output the same with longer
/// axes. Source: PyTorch's `ReflectionPad`, `ReplicationPad`, `CircularPad` and `ConstantPad`;
/// catalogue A10.
public final class BorderPadding: Layer {
  /// How many places before and after each axis.
  public let margins: [(before: Int, after: Int)]
  /// What they hold.
  public let mode: PaddingMode
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// So many places before and after each axis; traps without an axis or on a negative number.
  public init(
    _ margins: [(before: Int, after: Int)], mode: PaddingMode, name: String? = nil
  ) {
    require(
      (1...(Shape.maximumRank - 2)).contains(margins.count)
        && margins.allSatisfy { $0.before >= 0 && $0.after >= 0 },
      "BorderPadding: margins \(margins); it needs a pair for each axis, none negative")
    self.margins = margins
    self.mode = mode
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == margins.count + 2,
      """
      BorderPadding: an input of shape \(input.shape) for \(margins.count) axes between batch and \
      channels
      """
    )
    return input.padded([(0, 0)] + margins + [(0, 0)], mode: mode)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension BorderPadding: ConfigurableModule {
  /// The settings by the names of the initializer's parameters; modes are written as for
  /// convolutions.
  public var options: [String: ConfigurationValue] {
    ["margins": .margins(margins), "mode": mode.configuration]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.margins(count: 1...(Shape.maximumRank - 2)),
      mode: try options.paddingMode("mode"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard input.rank == margins.count + 1, input.allSatisfy({ $0 > 0 }) else {
      throw impossible(inputs, "does not have \(margins.count) axes before the channels")
    }
    let extents = zip(input, margins).map { $0 + $1.before + $1.after }
    try checkSize(extents + [input[margins.count]], of: "an output")
  }
}
