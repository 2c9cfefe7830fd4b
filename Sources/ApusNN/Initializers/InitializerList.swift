import ApusCore

/// How a configuration's settings become an initializer; each brings its own, in its own file.
struct InitializerEntry: Sendable {
  /// The name in configurations.
  let name: String
  /// The formula, in one line.
  let summary: String
  /// Reads the settings.
  let make: @Sendable (inout Options) throws -> Initializer

  init(
    _ name: String, _ summary: String,
    make: @escaping @Sendable (inout Options) throws -> Initializer
  ) {
    self.name = name
    self.summary = summary
    self.make = make
  }

  /// One without settings.
  init(_ initializer: Initializer, _ summary: String) {
    self.init(initializer.name, summary) { _ in initializer }
  }
}

extension Initializer {
  /// All initializers of the library.
  static let entries: [InitializerEntry] =
    constantEntries + distributionEntries + varianceScalingEntries + shallowEntries
    + [orthogonalEntry, identityEntry]

  /// The names of the library's initializers.
  public static let names = entries.map(\.name)

  /// The formula of the library's initializer of this name, in one line; nil where there is none.
  public static func summary(of name: String) -> String? {
    entries.first { $0.name == name }?.summary
  }

  /// The name, or an object of name and settings.
  var configuration: ConfigurationValue {
    if options.isEmpty { return .text(name) }
    return .object(options.merging(["name": .text(name)]) { a, _ in a })
  }

  /// The library's initializer of this name with these settings; throws where either is not known or possible.
  public static func named(
    _ name: String, options: [String: ConfigurationValue] = [:]
  ) throws -> Initializer {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not an initializer; known are \(names.joined(separator: ", "))"
      )
    }
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

  /// A setting that is one of an enumeration's names.
  fileprivate mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default: Choice
  ) throws -> Choice where Choice.RawValue == String {
    guard let text = try text(name) else { return `default` }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ConfigurationError(
        .invalidOption, "\(owner): \(name) \"\(text.prefix(40))\" is not known; it may be \(known)")
    }
    return choice
  }

  mutating func fanMode() throws -> FanMode { try choice("mode", default: .fanIn) }

  mutating func distribution() throws -> ScaledDistribution {
    try choice("distribution", default: .truncatedNormal)
  }
}
