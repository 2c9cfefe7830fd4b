import ApusFiles
import ApusNN

/// Things that are named with their settings, such as callbacks: `EarlyStopping`,
/// `EarlyStopping:patience=3,monitor=loss`, or a group of keys with a `name`.
extension YAMLValue {
  /// A value that comes from the command line: `option` is what messages begin with.
  ///
  /// - Parameter isText: whether it is a text whatever it looks like; else a number is a number.
  package init(option: String, _ text: String, name: String = "", isText: Bool = false) {
    self.init(
      content: isText ? .text(text) : Content(plain: text), written: text,
      place: YAMLPlace(file: option, line: 0, column: 0), name: name)
  }

  /// A list from the command line.
  package init(option: String, _ values: [YAMLValue]) {
    self.init(
      content: .list(values), written: "", place: YAMLPlace(file: option, line: 0, column: 0),
      name: "")
  }

  /// This as an object with a `name`, which is one of `names` as it is written there, and its
  /// settings.
  ///
  /// Capital letters in the name do not matter.
  ///
  /// - Parameters:
  ///   - names: what there is.
  ///   - abbreviations: names by what may be written for them.
  ///   - what: what messages call them: "a callback".
  package func named(
    among names: [String], abbreviations: [String: String] = [:], _ what: String
  ) throws -> YAMLValue {
    var settings: [YAMLEntry]
    let given: YAMLValue
    switch content {
    case .text: (given, settings) = try specification()
    case .object(let entries):
      guard let entry = entries.first(where: { $0.key == "name" }) else {
        throw error("a name is missing; expected the name of \(what)")
      }
      given = entry.value
      settings = entries.filter { $0.key != "name" }
    default: throw error("\(shown) is not \(what); expected a name")
    }
    guard !given.isNull else { throw error("a name is missing; expected the name of \(what)") }
    let text = try given.text()
    let isMeant = { (name: String) in name.lowercased() == text.lowercased() }
    let known =
      names.first { $0 == text } ?? abbreviations.first { isMeant($0.key) }?.value
      ?? names.first(where: isMeant)
    guard let known else {
      let near = suggestion(for: text, among: names)
      throw FileError(given.place.description, "\"\(oneLine(text))\" is not \(what)\(near)")
    }
    let name = YAMLValue(content: .text(known), written: known, place: given.place, name: "name")
    settings.insert(YAMLEntry(key: "name", place: given.place, value: name), at: 0)
    return YAMLValue(content: .object(settings), written: "", place: place, name: self.name)
  }

  /// What `make` makes of this value; a mistake is told with the line of the setting that is wrong.
  package func configured<Product>(
    _ make: (ConfigurationValue) throws -> Product
  ) throws -> Product {
    do {
      return try make(configurationValue)
    } catch let error as ConfigurationError {
      var place = place
      if case .object(let entries) = content, let option = error.option,
        let entry = entries.first(where: { $0.key == option })
      {
        place = entry.value.place
      }
      throw FileError(place.description, error.description)
    }
  }

  /// Name and settings of `name:key=value,key=value`.
  private func specification() throws -> (YAMLValue, [YAMLEntry]) {
    let described: ConfigurationValue
    do {
      described = try ConfigurationValue(specification: written)
    } catch let error as ConfigurationError {
      throw self.error(error.description)
    }
    guard case .object(let settings) = described else { throw error("expected a name") }
    let parts = settings.sorted { $0.key < $1.key }.map { key, value in
      YAMLEntry(key: key, place: place, value: YAMLValue(value, place, name: key))
    }
    guard let name = parts.first(where: { $0.key == "name" }) else {
      throw error("expected a name")
    }
    return (name.value, parts.filter { $0.key != "name" })
  }

  /// A value that stands at a place.
  private init(_ value: ConfigurationValue, _ place: YAMLPlace, name: String) {
    let content: Content
    switch value {
    case .null: content = .null
    case .flag(let value): content = .flag(value)
    case .integer(let value): content = .integer(value)
    case .number(let value): content = .number(value)
    case .text(let value): content = .text(value)
    case .list(let values): content = .list(values.map { YAMLValue($0, place, name: name) })
    case .object(let values):
      content = .object(
        values.sorted { $0.key < $1.key }.map {
          YAMLEntry(key: $0.key, place: place, value: YAMLValue($0.value, place, name: $0.key))
        })
    }
    self.init(content: content, written: value.plainText, place: place, name: name)
  }

  /// A value that was kept; `option` is what messages begin with.
  init(option: String, _ value: ConfigurationValue) {
    self.init(value, YAMLPlace(file: option, line: 0, column: 0), name: "")
  }
}
