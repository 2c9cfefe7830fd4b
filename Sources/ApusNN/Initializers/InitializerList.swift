import ApusCore

extension ConfigurableKind<Initializer> {
  /// One without settings.
  init(_ initializer: Initializer, _ summary: String) {
    self.init(initializer.name, summary) { _ in initializer }
  }
}

extension Initializer {
  /// All initializers of the library.
  static let entries: [ConfigurableKind<Initializer>] =
    constantEntries + distributionEntries + varianceScalingEntries + shallowEntries
    + [orthogonalEntry, identityEntry]

  /// The names of the library's initializers.
  public static let names = entries.map(\.name)

  /// The formula of the library's initializer of this name, in one line, or nil if no initializer
  /// has that name.
  public static func summary(of name: String) -> String? {
    entries.first { $0.name == name }?.summary
  }

  /// The name, or an object of name and settings.
  var configuration: ConfigurationValue {
    if options.isEmpty { return .text(name) }
    return .object(options.merging(["name": .text(name)]) { a, _ in a })
  }

  /// The library's initializer of this name with these settings; throws where either is not known
  /// or possible.
  public static func named(
    _ name: String, options: [String: ConfigurationValue] = [:]
  ) throws -> Initializer {
    let entry = try entries.kind(named: name, "an initializer")
    var options = Options(options, of: name)
    let initializer = try entry.make(&options)
    try options.finish()
    return initializer
  }
}

extension Options {
  /// What numbers in the settings of initializers may be.
  static let initializerRange = -1e6...1e6

  /// A setting that names an initializer.
  mutating func initializer(_ name: String, default: Initializer) throws -> Initializer {
    switch value(name) {
    case nil: return `default`
    case .text(let text): return try Initializer.named(text)
    case .object(var settings):
      guard case .text(let text)? = settings.removeValue(forKey: "name") else { break }
      return try Initializer.named(text, options: settings)
    default: break
    }
    throw ConfigurationError(
      .invalidOption, "\(owner): \(name) must be an initializer's name, or an object with one")
  }

  mutating func fanMode() throws -> FanMode { try choice("mode", default: .fanIn) }

  mutating func distribution() throws -> ScaledDistribution {
    try choice("distribution", default: .truncatedNormal)
  }
}
