import ApusCore

/// The settings of a layer, optimizer or another thing that configurations name: a plain struct
/// whose fields are the settings, with their defaults.
///
/// ```swift
/// struct Configuration: Settings {
///   /// Into how many groups the channels fall.
///   var groups = 32
///   /// ε, added to the variance.
///   var epsilon = 1e-3
///   static let limits: Limits = ["groups": .size, "epsilon": .number(1e-12...1e6)]
///   static var defaults: Self { Self() }
/// }
/// ```
///
/// Saving, files, the command line and lists all follow from the fields: their names are the keys,
/// and what a file leaves out has the default. A setting that must be given has a default outside
/// its limit, or the limit ``Limit/given``. A field that is itself `Settings` stands flat among the
/// others. Fields are numbers, flags, texts, lists of numbers, ranges, enumerations of texts
/// (``SettingChoice``), ``SettingValue``s, and optionals of these.
public protocol Settings: Codable, Hashable {
  /// What numbers may be, by the names of the fields.
  typealias Limits = [String: Limit]

  /// What the fields may be, by their names; no limits unless a type says otherwise.
  static var limits: Limits { get }

  /// The settings of which none is given.
  static var defaults: Self { get }

  /// Throws if settings that are each within their limits do not fit together. The default finds
  /// nothing wrong.
  func validate() throws
}

extension Settings {
  public static var limits: Limits { [:] }
  public func validate() throws {}
}

extension Settings {
  /// The fields with their names, in order; those of settings within the settings among them.
  var fields: [(name: String, value: Any)] {
    Mirror(reflecting: self).children.flatMap { child -> [(name: String, value: Any)] in
      if let inner = child.value as? any Settings { return inner.fields }
      return [(child.label ?? "", child.value)]
    }
  }

  /// The limits by the names of the fields, those of settings within the settings among them.
  private var allLimits: Limits {
    Mirror(reflecting: self).children.reduce(into: Self.limits) { limits, child in
      guard let inner = child.value as? any Settings else { return }
      limits.merge(inner.allLimits) { own, _ in own }
    }
  }

  /// The settings as configurations hold them.
  public var options: [String: ConfigurationValue] {
    Dictionary(fields.map { ($0.name, configurationValue(of: $0.value)) }) { first, _ in first }
  }

  /// Reads the settings; throws where one is missing, outside its limit, or does not fit the
  /// others. The caller calls ``Options/finish()``.
  ///
  /// - Parameter defaults: what is taken where nothing is given; the type's own unless given.
  public init(reading options: inout Options, defaults: Self = Self.defaults) throws {
    let reader = SettingsReader(options)
    self = try reader.read(defaults: defaults)
    options = reader.options
    try inContext(of: options.owner) { try validateAll() }
  }

  /// The settings themselves; traps if one is outside its limit or does not fit the others.
  public func checked(in owner: String) -> Self {
    do {
      var options = Options(self.options, of: owner)
      for (name, limit) in allLimits { try options.check(name, limit) }
      try inContext(of: owner) { try validateAll() }
    } catch {
      trap("\(error)")
    }
    return self
  }

  /// Throws that these settings do not fit together, with the rule that they break.
  public func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws {
    if !holds { throw ConfigurationError(.invalidOption, rule()) }
  }

  /// Throws if these settings, or settings within them, do not fit together.
  private func validateAll() throws {
    for case let inner as any Settings in Mirror(reflecting: self).children.map(\.value) {
      try inner.validateAll()
    }
    try validate()
  }

  private func inContext(of owner: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ConfigurationError {
      throw ConfigurationError(error.kind, "\(owner): \(error)", option: error.option)
    }
  }
}

extension Options {
  /// Throws if a number in the setting `name`, where there is one, is outside `limit`.
  fileprivate mutating func check(_ name: String, _ limit: Limit) throws {
    switch value(name) {
    case .integer: _ = try integer(name, in: limit.wholes)
    case .number: _ = try number(name, in: limit.numbers)
    case .list(let elements):
      if elements.allSatisfy({ if case .integer = $0 { true } else { false } }) {
        _ = try integers(name, count: limit.count, in: limit.wholes)
      } else {
        _ = try numbers(name, count: limit.count, in: limit.numbers)
      }
    default: break
    }
  }
}

/// A field's value as configurations hold it.
func configurationValue(of value: Any) -> ConfigurationValue {
  switch value {
  case let value as any SettingValue: value.configuration
  case let value as Int: .integer(value)
  case let value as Double: .number(value)
  case let value as Bool: .flag(value)
  case let value as String: .text(value)
  case let value as [Int]: .list(value.map { .integer($0) })
  case let value as [Double]: .list(value.map { .number($0) })
  case let value as ClosedRange<Double>: .range(value)
  case let value as any SettingChoice: .text(value.rawValue)
  default:
    if let inner = Mirror(reflecting: value).children.first?.value {
      configurationValue(of: inner)  // an optional's
    } else {
      .null
    }
  }
}

/// Reads the fields of settings from options: what is missing has the value of the defaults.
final class SettingsReader {
  fileprivate(set) var options: Options

  init(_ options: Options) { self.options = options }

  func read<Value: Settings>(defaults: Value) throws -> Value {
    try Value(from: FieldDecoder(reader: self, limits: Value.limits, defaults: defaults))
  }

  /// The setting `name`, by `read`; the default where it is not given and within the limit.
  fileprivate func value<Value>(
    _ name: String, _ limit: Limit, default: Any?, _ read: (inout Options) throws -> Value
  ) throws -> Value {
    if options.value(name) == nil, limit.mustBeGiven { throw options.wrong(name, "given") }
    if options.value(name) == nil, let value = `default` as? Value {
      var defaults = Options([name: configurationValue(of: value)], of: options.owner)
      if (try? defaults.check(name, limit)) != nil { return value }
    }
    return try read(&options)
  }
}

/// Decodes one struct of settings field by field.
private struct FieldDecoder: Decoder {
  let reader: SettingsReader
  let limits: [String: Limit]
  let defaults: [String: Any]
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(reader: SettingsReader, limits: [String: Limit], defaults: some Settings) {
    self.reader = reader
    self.limits = limits
    self.defaults = Dictionary(
      Mirror(reflecting: defaults).children.map { ($0.label ?? "", $0.value) }
    ) { first, _ in first }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(FieldContainer(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw notAField }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { throw notAField }

  var notAField: ConfigurationError {
    ConfigurationError(
      .notDescribable, "\(reader.options.owner): a setting of a type that is not a SettingValue")
  }
}

private struct FieldContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: FieldDecoder
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { decoder.defaults.keys.sorted().compactMap(Key.init(stringValue:)) }

  /// Whether the setting has a value, given or by default.
  func contains(_ key: Key) -> Bool {
    if decoder.reader.options.value(key.stringValue) != nil { return true }
    guard let value = decoder.defaults[key.stringValue] else { return false }
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle != .optional || !mirror.children.isEmpty
  }

  func decodeNil(forKey key: Key) -> Bool { !contains(key) }

  private func read<Value>(
    _ key: Key, _ read: (inout Options, String, Limit) throws -> Value
  ) throws -> Value {
    let name = key.stringValue, limit = decoder.limits[name] ?? .none
    return try decoder.reader.value(name, limit, default: decoder.defaults[name]) {
      try read(&$0, name, limit)
    }
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    try read(key) { options, name, _ in try options.flag(name) }
  }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try read(key) { options, name, _ in
      guard let text = try options.text(name) else { throw options.wrong(name, "a text") }
      return text
    }
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try read(key) { options, name, limit in try options.number(name, in: limit.numbers) }
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
    try read(key) { options, name, limit in try options.integer(name, in: limit.wholes) }
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    if let type = type as? any Settings.Type { return try settings(type, key) as T }
    return try read(key) { options, name, limit in
      let value: Any =
        switch type {
        case let type as any SettingValue.Type: try type.read(name, from: &options)
        case is [Int].Type: try options.integers(name, count: limit.count, in: limit.wholes)
        case is [Double].Type: try options.numbers(name, count: limit.count, in: limit.numbers)
        case is ClosedRange<Double>.Type: try options.range(name, in: limit.numbers)
        case let type as any SettingChoice.Type: try type.choice(name, from: &options)
        default: throw decoder.notAField
        }
      guard let value = value as? T else { throw decoder.notAField }
      return value
    }
  }

  /// Settings within settings: their fields stand among the others.
  private func settings<Value: Settings, T>(_ type: Value.Type, _ key: Key) throws -> T {
    let defaults = decoder.defaults[key.stringValue] as? Value ?? Value.defaults
    guard let value = try decoder.reader.read(defaults: defaults) as? T else {
      throw decoder.notAField
    }
    return value
  }

  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { throw decoder.notAField }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { throw decoder.notAField }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { throw decoder.notAField }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { throw decoder.notAField }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { throw decoder.notAField }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { throw decoder.notAField }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { throw decoder.notAField }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { throw decoder.notAField }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { throw decoder.notAField }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { throw decoder.notAField }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw decoder.notAField }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw decoder.notAField
  }
  func superDecoder() throws -> any Decoder { throw decoder.notAField }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw decoder.notAField }
}
