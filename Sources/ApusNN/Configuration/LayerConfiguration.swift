import ApusCore

/// A layer's type and settings, from which the layer can be made again.
public struct LayerConfiguration: Sendable, Hashable, Codable {
  /// The type's name, as in ``LayerRegistry``.
  public var type: String
  /// The layer's name in its model; nil for the usual one.
  public var name: String?
  /// The settings.
  public var options: [String: ConfigurationValue]

  /// A configuration of these parts.
  public init(type: String, name: String? = nil, options: [String: ConfigurationValue] = [:]) {
    self.type = type
    self.name = name
    self.options = options
  }

  private enum CodingKeys: String, CodingKey { case type, name, options }

  /// Reads it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    type = try container.decode(String.self, forKey: .type)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    options =
      try container.decodeIfPresent([String: ConfigurationValue].self, forKey: .options) ?? [:]
  }
}

/// A layer that can describe itself, so that a model file can carry its architecture.
public protocol ConfigurableModule: Module, SendableMetatype, CustomStringConvertible {
  /// Whether inputs may be whole numbers; false unless a layer says otherwise.
  static var takesIntegers: Bool { get }

  /// The settings by the names of the initializer's parameters.
  var options: [String: ConfigurationValue] { get }

  /// The layer with these settings; throws where one is missing, unknown or outside its range. The
  /// caller calls ``Options/finish()``.
  init(options: inout Options, name: String?) throws

  /// Throws where the layer cannot take inputs of these shapes (for one example, without the batch
  /// axis), or where its parameters or output would be too large to count. What passes does not
  /// trap when the layer is called.
  func check(_ inputs: [Shape]) throws

  /// Throws where the layer cannot take inputs of these element types. The default wants one
  /// floating-point type, or with ``takesIntegers`` one type of whole numbers.
  func check(types: [DType]) throws
}

extension ConfigurableModule {
  /// False: inputs are floating point.
  public static var takesIntegers: Bool { false }

  /// The name under which a registry knows the type.
  public static var typeName: String { String(describing: Self.self) }

  /// Throws unless all are one floating-point type, or with ``takesIntegers`` one type of whole
  /// numbers.
  public func check(types: [DType]) throws {
    let isTaken = types.allSatisfy { type in
      (type.isFloatingPoint || (Self.takesIntegers && type.isInteger)) && type == types[0]
    }
    if isTaken { return }
    let names = types.map(\.description).joined(separator: ", ")
    throw ConfigurationError(
      .impossibleShape,
      "\(Self.typeName): inputs of element type \(names); it needs one floating-point type")
  }

  /// The error for shapes that the layer cannot take.
  func impossible(_ inputs: [Shape], _ rule: String) -> ConfigurationError {
    let shapes = inputs.map(\.description).joined(separator: " and ")
    return ConfigurationError(
      .impossibleShape, "\(Self.typeName): an input of shape \(shapes) \(rule)")
  }

  /// The only input; throws where there is not exactly one.
  func single(_ inputs: [Shape]) throws -> Shape {
    guard inputs.count == 1 else {
      throw ConfigurationError(
        .malformedGraph, "\(Self.typeName): it takes one input, not \(inputs.count)")
    }
    return inputs[0]
  }

  /// Throws where `function` cannot take a last axis of this extent.
  func check(_ function: ActivationFunction, width: Int?) throws {
    if function == .glu, (width ?? 1) % 2 != 0 {
      throw ConfigurationError(
        .impossibleShape, "\(Self.typeName): glu needs a last axis of even extent")
    }
  }

  /// Throws where a tensor with these extents would have more elements than any memory holds.
  func checkSize(_ extents: [Int], of what: String) throws {
    var count = 1
    for extent in extents {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows, product <= 1 << 36 else {
        throw ConfigurationError(
          .impossibleShape,
          """
          \(Self.typeName): \(what) of \(extents.map(String.init).joined(separator: " × ")) \
          elements is too large
          """
        )
      }
      count = product
    }
  }
}
