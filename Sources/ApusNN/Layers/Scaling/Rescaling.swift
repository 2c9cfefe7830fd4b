import ApusCore

/// y = scale · x + offset: values such as bytes of images brought into another range.
///
/// Input of any shape, floating point; output of the same. `Rescaling(1 / 255.0)` gives 0…1.
/// Defaults as in Keras. Source: lecture S2:1577, scalings; catalogue A10.
public final class Rescaling: Layer {
  /// What values are multiplied by.
  public let scale: Double
  /// What is added then.
  public let offset: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer with these numbers, which must be finite.
  public init(_ scale: Double, offset: Double = 0, name: String? = nil) {
    require(
      scale.isFinite && offset.isFinite,
      "Rescaling: scale \(scale), offset \(offset); they must be finite")
    self.scale = scale
    self.offset = offset
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let scaled = scale == 1 ? input : input * scale
    return offset == 0 ? scaled : scaled + offset
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension Rescaling: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["scale": .number(scale), "offset": .number(offset)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    let largest = Double(Float.greatestFiniteMagnitude)
    self.init(
      try options.number("scale", in: -largest...largest),
      offset: try options.number("offset", in: -largest...largest, default: 0), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
