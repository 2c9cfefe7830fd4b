import ApusFiles

/// The things that configurations can name, such as optimizers: their names, what they do, and how
/// they are made from settings.
///
/// ```swift
/// let adam = try Registry.optimizers.make("adam", ["learningRate": 1e-3])
/// ```
///
/// Names are found in any letter case; the registry's own spelling is the one that is shown.
public struct Registry<Product>: Sendable {
  /// Something that can be made from settings.
  public struct Entry: Sendable {
    /// The name in configurations.
    public let name: String
    /// What it is, in one line.
    public let summary: String
    /// The settings and their defaults; empty where they are not known.
    public let settings: [String: ConfigurationValue]
    let make: @Sendable (inout Options) throws -> Product

    /// An entry that `make` makes; it throws if a setting is missing or outside its range.
    public init(
      _ name: String, _ summary: String, settings: [String: ConfigurationValue] = [:],
      make: @escaping @Sendable (inout Options) throws -> Product
    ) {
      self.name = name
      self.summary = summary
      self.settings = settings
      self.make = make
    }

    /// An entry that `make` makes from settings of a type, which begin with its defaults or with
    /// those that `defaults` gives.
    public init<Value: Settings & SendableMetatype>(
      _ name: String, _ summary: String, of settings: Value.Type,
      defaults: @escaping @Sendable () -> Value = { Value.defaults },
      make: @escaping @Sendable (Value) throws -> Product
    ) {
      self.init(name, summary, settings: defaults().options) { options in
        try make(Value(reading: &options, defaults: defaults()))
      }
    }
  }

  /// What the entries are called, with an article: "an optimizer".
  public let noun: String
  /// All entries, in the order in which they were added.
  public private(set) var entries: [Entry] = []
  private var places: [String: Int] = [:]

  /// A registry of these entries, which messages call `noun`, as in "an optimizer".
  public init(_ noun: String, _ entries: [Entry] = []) {
    self.noun = noun
    for entry in entries { add(entry) }
  }

  /// This registry with another entry, which replaces one of the same name.
  public func adding(_ entry: Entry) -> Registry {
    var result = self
    result.add(entry)
    return result
  }

  mutating func add(_ entry: Entry) {
    if let place = places[entry.name.lowercased()] {
      entries[place] = entry
    } else {
      places[entry.name.lowercased()] = entries.count
      entries.append(entry)
    }
  }

  /// The names of all entries, in order.
  public var names: [String] { entries.map(\.name) }

  /// The entry of that name; throws ``ConfigurationError`` if none has it.
  ///
  /// - Parameter others: more names that a reader may have meant, for the message.
  public func entry(named name: String, beside others: [String] = []) throws -> Entry {
    if let place = places[name.lowercased()] { return entries[place] }
    throw ConfigurationError(
      .unknownName,
      "\"\(name.prefix(40))\" is not \(noun)\(suggestion(for: name, among: names + others))")
  }

  /// The entry of that name with these settings; throws ``ConfigurationError`` if either is not
  /// known or not possible.
  public func make(
    _ name: String, _ settings: [String: ConfigurationValue] = [:]
  ) throws -> Product {
    let entry = try entry(named: name)
    var options = Options(settings, of: entry.name)
    let product = try entry.make(&options)
    try options.finish()
    return product
  }

  /// What `value`, an object with a name and settings, describes; throws ``ConfigurationError`` if
  /// that is not known or not possible.
  public func make(_ value: ConfigurationValue) throws -> Product {
    guard case .object(var settings) = value,
      case .text(let name)? = settings.removeValue(forKey: "name")
    else {
      throw ConfigurationError(
        .invalidOption, "\(value.description.prefix(80)) is not \(noun) with a name")
    }
    return try make(name, settings)
  }
}
