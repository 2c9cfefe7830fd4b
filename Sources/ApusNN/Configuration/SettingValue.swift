/// A value of a type of its own that a setting can have, such as an initializer: how
/// configurations hold it.
///
/// Numbers, flags, texts, lists of numbers, ranges need no conformance, and enumerations of
/// texts only name ``SettingChoice``.
public protocol SettingValue: Codable, Hashable {
  /// The value as configurations hold it.
  var configuration: ConfigurationValue { get }

  /// The value of the setting `name`, which is given; throws if it is not what it must be.
  static func read(_ name: String, from options: inout Options) throws -> Self
}

extension SettingValue {
  /// Reads the form that configurations have.
  public init(from decoder: any Decoder) throws {
    var options = Options(["value": try ConfigurationValue(from: decoder)], of: "\(Self.self)")
    self = try Self.read("value", from: &options)
  }

  /// Writes the form that configurations have.
  public func encode(to encoder: any Encoder) throws { try configuration.encode(to: encoder) }
}

/// An enumeration of texts as a setting.
public protocol SettingChoice: RawRepresentable<String>, CaseIterable, Codable, Hashable {}

extension SettingChoice {
  /// The case that the setting `name` gives; throws if none has its text.
  static func choice(_ name: String, from options: inout Options) throws -> Self {
    try options.choice(name)
  }
}
