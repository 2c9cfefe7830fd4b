import ApusData
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

  /// An object from the command line.
  package init(option: String, _ values: [(String, YAMLValue)]) {
    let place = YAMLPlace(file: option, line: 0, column: 0)
    self.init(
      content: .object(values.map { YAMLEntry(key: $0, place: place, value: $1) }), written: "",
      place: place, name: "")
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
    let known =
      names.first { $0 == text } ?? abbreviations[text]
      ?? names.first { $0.lowercased() == text.lowercased() }
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
    let parts = written.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = part(String(parts[0]).trimmed, "name")
    guard parts.count > 1 else { return (name, []) }
    var entries: [YAMLEntry] = []
    for piece in pieces(parts[1]) {
      let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(sides[0]).trimmed
      guard sides.count == 2, !key.isEmpty, !entries.contains(where: { $0.key == key }) else {
        let problem = sides.count == 2 && !key.isEmpty ? "is given twice" : "is not key=value"
        throw error("\"\(oneLine(piece))\" \(problem); expected \(parts[0]):key=value,key=value")
      }
      let text = String(sides[1]).trimmed
      guard !text.isEmpty else {
        throw error("\"\(oneLine(piece))\" gives no value; expected \(key)=VALUE, or \(key)=\"\"")
      }
      let value: YAMLValue
      if text.first.map({ "[{\"'".contains($0) }) ?? false {
        // A list, an object or a quoted text, as YAML writes it on one line.
        do {
          value = try YAMLValue(parsing: text, path: "").moved(to: place, name: key)
        } catch {
          throw self.error("\(key)=\(oneLine(text)) is not understood; close brackets and quotes")
        }
      } else {
        value = part(text, key)
      }
      entries.append(YAMLEntry(key: key, place: place, value: value))
    }
    return (name, entries)
  }

  private func part(_ text: String, _ name: String) -> YAMLValue {
    YAMLValue(content: Content(plain: text), written: text, place: place, name: name)
  }

  /// The parts between commas that stand outside of brackets and quotation marks.
  private func pieces(_ text: Substring) -> [String] {
    var pieces = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if "[{".contains(character) {
        depth += 1
      } else if "]}".contains(character) {
        depth -= 1
      } else if character == ",", depth == 0 {
        pieces.append("")
        continue
      }
      pieces[pieces.count - 1].append(character)
    }
    return pieces
  }

  private func moved(to place: YAMLPlace, name: String) -> YAMLValue {
    let content: Content
    switch self.content {
    case .list(let values): content = .list(values.map { $0.moved(to: place, name: name) })
    case .object(let entries):
      content = .object(
        entries.map {
          YAMLEntry(key: $0.key, place: place, value: $0.value.moved(to: place, name: $0.key))
        })
    default: content = self.content
    }
    return YAMLValue(content: content, written: written, place: place, name: name)
  }
}

extension ConfigurationValue {
  /// `name` or `name:key=value,key=value` for an object with a name; nil where it is none.
  package var specification: String? {
    guard case .object(let values) = self, case .text(let name)? = values["name"] else {
      return nil
    }
    let settings = values.keys.filter { $0 != "name" }.sorted().map { key in
      "\(key)=\(YAMLWriter.inline(values[key] ?? .null))"
    }
    return settings.isEmpty ? name : "\(name):\(settings.joined(separator: ","))"
  }
}

extension String {
  /// The text without spaces around it.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
