import ApusCore

extension Registry<Initializer>.Entry {
  /// One without settings.
  init(_ initializer: Initializer, _ summary: String) {
    self.init(initializer.name, summary) { _ in initializer }
  }
}

extension Initializer {
  /// All initializers of the library.
  static let registry = Registry<Initializer>(
    "an initializer",
    constantEntries + distributionEntries + varianceScalingEntries + shallowEntries
      + [orthogonalEntry, identityEntry])

  /// The names of the library's initializers.
  public static var names: [String] { registry.names }

  /// The formula of the library's initializer of this name, in one line, or nil if no initializer
  /// has that name.
  public static func summary(of name: String) -> String? {
    registry.entries.first { $0.name == name }?.summary
  }

  /// The library's initializer of this name with these settings; throws where either is not known
  /// or possible.
  public static func named(
    _ name: String, options: [String: ConfigurationValue] = [:]
  ) throws -> Initializer {
    try registry.make(name, options)
  }
}

extension Options {
  /// What numbers in the settings of initializers may be.
  static let initializerRange = -1e6...1e6

  mutating func fanMode() throws -> FanMode { try choice("mode", default: .fanIn) }

  mutating func distribution() throws -> ScaledDistribution {
    try choice("distribution", default: .truncatedNormal)
  }
}

extension Initializer: SettingValue {
  /// The name, or an object of name and settings.
  public var configuration: ConfigurationValue {
    if options.isEmpty { return .text(name) }
    return .object(options.merging(["name": .text(name)]) { a, _ in a })
  }

  public static func read(_ name: String, from options: inout Options) throws -> Initializer {
    switch options.value(name) {
    case .text(let text)?: return try Initializer.named(text)
    case .object(var settings)?:
      guard case .text(let text)? = settings.removeValue(forKey: "name") else { break }
      return try Initializer.named(text, options: settings)
    default: break
    }
    throw options.wrong(name, "an initializer's name, or an object with one")
  }

  /// Whether they have the same name and settings.
  public static func == (a: Initializer, b: Initializer) -> Bool {
    a.name == b.name && a.options == b.options
  }

  /// By name and settings.
  public func hash(into hasher: inout Hasher) { hasher.combine(configuration) }
}

extension Options {
  /// A setting that names an initializer.
  mutating func initializer(_ name: String, default: Initializer) throws -> Initializer {
    value(name) == nil ? `default` : try Initializer.read(name, from: &self)
  }
}
