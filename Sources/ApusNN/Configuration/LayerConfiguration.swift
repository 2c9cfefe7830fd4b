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
  /// What the layer computes, in one line, for lists.
  static var summary: String { get }

  /// The settings and their defaults; empty where they are not known.
  static var defaultOptions: [String: ConfigurationValue] { get }

  /// The settings by the names of the initializer's parameters.
  var options: [String: ConfigurationValue] { get }

  /// The layer with these settings; throws where one is missing, unknown or outside its range. The
  /// caller calls ``Options/finish()``.
  init(options: inout Options, name: String?) throws
}

extension ConfigurableModule {
  /// An empty line.
  public static var summary: String { "" }

  /// No settings.
  public static var defaultOptions: [String: ConfigurationValue] { [:] }

  /// The name under which a registry knows the type.
  public static var typeName: String { String(describing: Self.self) }
}

/// A layer whose rules for its inputs are data, such as a graph of a file: it says itself what it
/// takes. All others are called on the meta device to find out.
package protocol InputCheckingModule: Module {
  /// Throws if the layer cannot take inputs of these types, each a batch of one.
  func check(_ inputs: [TensorType]) throws
}
