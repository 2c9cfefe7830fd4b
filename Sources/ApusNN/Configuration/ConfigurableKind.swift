import ApusFiles

/// A kind of thing that a configuration can name, such as an optimizer: its name, what it does, and
/// how it is made.
///
/// Each kind stands in the file of the type that it makes; one table lists them all.
package struct ConfigurableKind<Product>: Sendable {
  package let name: String
  /// What it does, in one line.
  package let summary: String
  /// Makes it from its settings; throws where one is missing or outside its range.
  package let make: @Sendable (inout Options) throws -> Product

  package init(
    _ name: String, _ summary: String, make: @escaping @Sendable (inout Options) throws -> Product
  ) {
    self.name = name
    self.summary = summary
    self.make = make
  }
}

extension Collection {
  /// The kind of that name; throws if no kind has it, calling the kinds `what`, as in "an
  /// optimizer".
  package func kind<Product>(named name: String, _ what: String) throws -> ConfigurableKind<Product>
  where Element == ConfigurableKind<Product> {
    if let kind = first(where: { $0.name == name }) { return kind }
    throw ConfigurationError(
      .unknownName,
      "\"\(name.prefix(40))\" is not \(what)\(suggestion(for: name, among: map(\.name)))")
  }

  /// What `value`, an object with a name and settings, describes; throws if that is unknown or
  /// not possible.
  package func make<Product>(_ value: ConfigurationValue, _ what: String) throws -> Product
  where Element == ConfigurableKind<Product> {
    guard case .object(var settings) = value, case .text(let name)? = settings["name"] else {
      throw ConfigurationError(
        .invalidOption, "\(value.description.prefix(80)) is not \(what) with a name")
    }
    let kind: ConfigurableKind<Product> = try kind(named: name, what)
    settings["name"] = nil
    var options = Options(settings, of: name)
    let product = try kind.make(&options)
    try options.finish()
    return product
  }
}
