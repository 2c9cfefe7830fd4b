import ApusFiles

/// Things that are named with their settings, as a command line writes them: `EarlyStopping`,
/// `EarlyStopping:patience=3,monitor=loss`. A value may be a list, `[1, 2]`, an object,
/// `{name: Warmup, steps: 100}`, or a text in quotation marks.
extension ConfigurationValue {
  /// The object with a `name` and settings that a text describes.
  ///
  /// - Throws: ``ConfigurationError`` where a part is not `key=value`.
  package init(specification text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0].trimmed
    guard !name.isEmpty else { throw Self.malformed("a name is missing") }
    var settings: [String: ConfigurationValue] = ["name": .text(name)]
    for piece in parts.count > 1 ? Self.pieces(parts[1]) : [] {
      let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = sides[0].trimmed
      let expected = "expected \(name.prefix(40)):key=value,key=value"
      guard sides.count == 2, !key.isEmpty else {
        throw Self.malformed("\(Self.shown(piece)) is not key=value; \(expected)")
      }
      let value = sides[1].trimmed
      guard !value.isEmpty else {
        throw Self.malformed(
          """
          \(Self.shown(piece)) gives no value; expected \(key.prefix(40))=VALUE, or \
          \(key.prefix(40))=""
          """)
      }
      var reader = FlowReader(value)
      guard let read = reader.wholeValue() else {
        throw Self.malformed(
          "\(Self.shown(piece)) is not understood; close brackets and quotes")
      }
      guard settings.updateValue(read, forKey: key) == nil else {
        throw Self.malformed("\(Self.shown(piece)) is given twice; \(expected)")
      }
    }
    self = .object(settings)
  }

  /// `name` or `name:key=value,key=value` for an object with a name; nil where it is none.
  package var specification: String? {
    guard case .object(let values) = self, case .text(let name)? = values["name"] else {
      return nil
    }
    let settings = values.keys.filter { $0 != "name" }.sorted().map { key in
      "\(key)=\((values[key] ?? .null).inline)"
    }
    return settings.isEmpty ? name : "\(name):\(settings.joined(separator: ","))"
  }

  /// A part of the text as messages have it: one line, at most 60 characters.
  private static func shown(_ part: String) -> String {
    "\"\(quoted(part).dropFirst().dropLast())\""
  }

  private static func malformed(_ problem: String) -> ConfigurationError {
    ConfigurationError(.invalidOption, problem)
  }

  /// The parts between commas that stand outside of brackets and quotation marks.
  private static func pieces(_ text: Substring) -> [String] {
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
}

/// Reads a value of one line: YAML's flow style.
private struct FlowReader {
  private var rest: Substring
  private var depth = 0

  init(_ text: String) { rest = Substring(text) }

  /// The value that is all of the text; nil where it is none, or more follows.
  mutating func wholeValue() -> ConfigurationValue? {
    // Outside of brackets a text may hold any character.
    guard let first = rest.first, "[{\"'".contains(first) else {
      return ConfigurationValue(plain: String(rest))
    }
    let value = self.value()
    skipSpaces()
    return rest.isEmpty ? value : nil
  }

  private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

  /// Takes a character, with the spaces before it, where it is the next.
  private mutating func takes(_ character: Character) -> Bool {
    skipSpaces()
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func value() -> ConfigurationValue? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 32 else { return nil }
    if takes("[") { return list() }
    if takes("{") { return object() }
    if let text = quoted() { return .text(text) }
    guard let text = plain(until: ",]}") else { return nil }
    return ConfigurationValue(plain: text)
  }

  private mutating func list() -> ConfigurationValue? {
    var values: [ConfigurationValue] = []
    while !takes("]") {
      guard values.isEmpty || takes(",") else { return nil }
      if takes("]") { return values.isEmpty ? nil : .list(values) }
      guard let value = self.value() else { return nil }
      values.append(value)
    }
    return .list(values)
  }

  private mutating func object() -> ConfigurationValue? {
    var values: [String: ConfigurationValue] = [:]
    while !takes("}") {
      guard values.isEmpty || takes(",") else { return nil }
      if takes("}") { return values.isEmpty ? nil : .object(values) }
      guard let key = quoted() ?? plain(until: ":,]}"), takes(":"), let value = self.value(),
        values.updateValue(value, forKey: key) == nil
      else { return nil }
    }
    return .object(values)
  }

  /// The text up to one of these; nil where it is empty.
  private mutating func plain(until ends: String) -> String? {
    skipSpaces()
    let text = rest.prefix { !ends.contains($0) && !"[{\"'".contains($0) }
    rest = rest.dropFirst(text.count)
    let trimmed = text.trimmed
    return trimmed.isEmpty ? nil : trimmed
  }

  /// The text in quotation marks; nil where none begins here, or it does not end.
  private mutating func quoted() -> String? {
    skipSpaces()
    guard let mark = rest.first, mark == "\"" || mark == "'" else { return nil }
    rest.removeFirst()
    var text = ""
    while let character = rest.popFirst() {
      if character == mark {
        guard mark == "'", rest.first == "'" else { return text }
        rest.removeFirst()
        text.append("'")
      } else if character == "\\", mark == "\"" {
        guard let escaped = escape() else { return nil }
        text.unicodeScalars.append(escaped)
      } else {
        text.append(character)
      }
    }
    return nil
  }

  /// What stands after a backslash.
  private mutating func escape() -> Unicode.Scalar? {
    switch rest.popFirst() {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "u":
      let digits = rest.prefix(4)
      rest = rest.dropFirst(4)
      return digits.count == 4 ? UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) : nil
    default: return nil
    }
  }
}

extension StringProtocol {
  /// The text without spaces around it.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
