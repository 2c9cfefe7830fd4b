import ApusCore

/// Dropout of whole channels: y = x m / (1 − rate) in training, one m for all steps of a channel of
/// an example.
///
/// Neighbouring steps are alike, so that dropping single ones takes little away. Input [batch,
/// steps, channels]; output of the same shape. Source: Tompson et al. 2015; Keras 3
/// `SpatialDropout1D`.
public final class SpatialDropout1D: Layer {
  /// The probability of a channel to be dropped.
  public let rate: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a rate outside 0…1.
  public init(_ rate: Double, name: String? = nil) {
    require(0...1 ~= rate, "SpatialDropout1D: a rate of \(rate) is outside 0…1")
    self.rate = rate
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 3,
      "SpatialDropout1D: an input of shape \(input.shape); it needs [batch, steps, channels]")
    guard Mode.isDropping, rate > 0 else { return input }
    let mask = Tensor.ones([input.shape[0], 1, input.shape[2]], dtype: input.dtype)
    return input * dropout(mask, rate: rate)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension SpatialDropout1D: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["rate": .number(rate)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("rate", in: 0...1), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard try single(inputs).rank == 2 else {
      throw impossible(inputs, "is not [steps, channels]")
    }
  }
}
