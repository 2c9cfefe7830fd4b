import ApusCore

/// Stochastic depth: y = x m / (1 − rate) in training, one m for each example; otherwise y = x.
///
/// At the end of a residual branch it drops the whole branch: `Add()(x, DropPath(0.2)(branch(x)))`.
/// Input of one axis or more, the first the batch; output of the same shape. Source: Huang et al.
/// 2016; lecture S3, stochastic depth; timm's `DropPath`.
public final class DropPath: Layer {
  /// The probability of an example's branch to be dropped.
  public let rate: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a rate outside 0…1.
  public init(_ rate: Double, name: String? = nil) {
    require(0...1 ~= rate, "DropPath: a rate of \(rate) is outside 0…1")
    self.rate = rate
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank > 0, "DropPath: an input without a batch axis")
    guard Mode.isDropping, rate > 0 else { return input }
    let shape = Shape([input.shape[0]] + [Int](repeating: 1, count: input.rank - 1))
    return input * dropout(Tensor.ones(shape, dtype: input.dtype), rate: rate)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension DropPath: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["rate": .number(rate)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("rate", in: 0...1), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
