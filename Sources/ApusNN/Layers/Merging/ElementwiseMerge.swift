import ApusCore

/// A layer that merges several inputs element by element, broadcast as in NumPy: [batch, …] each,
/// of the same number of axes, into their common shape.
public protocol ElementwiseMerge: MaskTakingMerge, ConfigurableModule {
  /// How many inputs it takes.
  static var inputCounts: ClosedRange<Int> { get }

  /// A layer without settings.
  init(name: String?)

  /// The inputs merged; there are as many as it takes.
  func merged(_ inputs: [Tensor]) -> Tensor
}

extension ElementwiseMerge {
  /// One or more.
  public static var inputCounts: ClosedRange<Int> { 1...Int.max }

  /// How many inputs, for messages.
  private static var needed: String {
    "\(inputCounts.lowerBound)\(inputCounts.count == 1 ? "" : " or more")"
  }

  /// The layer's output for this input.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    require(
      Self.inputCounts.contains(inputs.count),
      "\(Self.typeName): \(inputs.count) inputs; it needs \(Self.needed)")
    require(
      inputs.allSatisfy { $0.rank == inputs[0].rank },
      "\(Self.typeName): inputs \(inputs.map(\.shape)); they need equally many axes, batch first")
    return merged(inputs)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }

  /// None.
  public var options: [String: ConfigurationValue] { [:] }

  /// The layer; it has no settings.
  public init(options: inout Options, name: String?) throws { self.init(name: name) }

}

extension ElementwiseMerge {
  /// The inputs merged; a time counts where it does in all inputs that have a mask.
  public func callAsFunction(
    _ inputs: [Tensor], masks: [Tensor?]
  ) -> (output: Tensor, mask: Tensor?) {
    (self(inputs), commonMask(masks))
  }
}
