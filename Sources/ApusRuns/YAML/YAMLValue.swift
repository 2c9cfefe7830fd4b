import ApusData
import ApusFiles
import ApusNN

/// Where something stands in a file, counted from 1: `run.yaml:7:3`; of the command line, the
/// option: `--seed`.
public struct YAMLPlace: Sendable, Hashable, CustomStringConvertible {
  /// The file's path.
  public let file: String
  /// The line.
  public let line: Int
  /// The column, in characters of Unicode.
  public let column: Int

  /// File, line and column as compilers write them.
  public var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

/// A value in a YAML file, with what it is called there and where it stands.
///
/// ```swift
/// var run = try YAMLValue(contentsOf: "run.yaml").object()
/// let epochs = try run["epochs"]?.integer(in: 1...1000) ?? 10
/// try run.finish()                          // complains of keys that nobody asked for
/// ```
///
/// Every function that wants a value of some kind throws a ``FileError`` of one line where it is
/// another, such as `run.yaml:7:3: epochs: "ten" is not a whole number; expected 1 to
/// 1000`. Source: YAML 1.2.2, core schema.
public struct YAMLValue: Sendable {
  /// What a value can be.
  public enum Content: Sendable {
    /// Nothing: `null`, `~` or no text at all.
    case null
    /// `true` or `false`.
    case flag(Bool)
    /// A whole number.
    case integer(Int)
    /// Another number, also one beyond the range of whole numbers.
    case number(Double)
    /// Any other text, and every text in quotation marks.
    case text(String)
    /// Values in order.
    case list([YAMLValue])
    /// Keys with their values, in the file's order, each key once.
    case object([YAMLEntry])
  }

  /// What it is.
  public let content: Content
  /// A single value's text as it stands in the file, without quotation marks; empty for lists and
  /// objects.
  public let written: String
  /// Where it stands.
  public let place: YAMLPlace
  /// What it is called: its key, or its list's name and its number from 0; empty for the whole
  /// file.
  public internal(set) var name: String
}

/// A key of a YAML file and its value.
public struct YAMLEntry: Sendable {
  /// The key.
  public let key: String
  /// Where the key stands.
  public let place: YAMLPlace
  /// The value.
  public let value: YAMLValue
}

extension YAMLValue {
  /// An error about this value: file, line, column, its name, and `problem`.
  public func error(_ problem: String) -> FileError {
    FileError(place.description, name.isEmpty ? problem : "\(name): \(problem)")
  }

  /// The value as messages show it: texts in quotation marks, 60 characters at most, on one line.
  public var shown: String {
    switch content {
    case .null: "nothing"
    case .list: "a list"
    case .object: "a group of keys"
    case .text: "\"\(oneLine(written))\""
    default: oneLine(written)
    }
  }

  private func wrong(_ kind: String, _ expected: String) -> FileError {
    error("\(shown) is not \(kind); expected \(expected)")
  }

  /// Whether it is nothing.
  public var isNull: Bool { if case .null = content { true } else { false } }

  /// The whole number in `range`; a range up to `Int.max` has no upper end.
  public func integer(in range: ClosedRange<Int>) throws -> Int {
    let end = range.upperBound == .max ? nil : "\(range.upperBound)"
    let expected = extent("\(range.lowerBound)", end)
    guard case .integer(let value) = content else { throw wrong("a whole number", expected) }
    guard range.contains(value) else {
      throw error("\(shown) is out of range; expected \(expected)")
    }
    return value
  }

  /// The whole number from 0 to 2⁶⁴ − 1, such as a seed.
  public func unsigned() throws -> UInt64 {
    switch content {
    // A seed beyond the whole numbers stands in quotation marks in a run's own file.
    case .integer, .number, .text: if let value = UInt64(written) { return value }
    default: break
    }
    throw wrong("a whole number", extent("0", "\(UInt64.max)"))
  }

  /// The finite number in `range`; a range up to infinity has no upper end.
  public func number(in range: ClosedRange<Double>) throws -> Double {
    let end = range.upperBound.isFinite ? plain(range.upperBound) : nil
    let expected = extent(plain(range.lowerBound), end)
    let value: Double
    switch content {
    case .integer(let whole): value = Double(whole)
    case .number(let number): value = number
    default: throw wrong("a number", expected)
    }
    guard value.isFinite, range.contains(value) else {
      throw error("\(shown) is out of range; expected \(expected)")
    }
    return value
  }

  /// True or false.
  public func flag() throws -> Bool {
    guard case .flag(let value) = content else { throw wrong("a yes or no", "true or false") }
    return value
  }

  /// The text as it is written; a number or a truth value is taken as its text.
  public func text() throws -> String {
    switch content {
    case .null, .list, .object: throw wrong("a text", "one value")
    default: return written
    }
  }

  /// The text, which must be one of `names`, what messages call `what`: "an optimizer".
  public func choice(among names: [String], _ what: String) throws -> String {
    let text = try text()
    guard names.contains(text) else {
      throw error("\(shown) is not \(what)\(suggestion(for: text, among: names))")
    }
    return text
  }

  /// The values in order; a single value is a list of one.
  public func list() throws -> [YAMLValue] {
    switch content {
    case .list(let values): return values
    case .null, .object: throw wrong("a list", "values in brackets or after dashes")
    default: return [self]
    }
  }

  /// The keys and values, to be read one by one.
  public func object() throws -> YAMLObject {
    switch content {
    case .object(let entries): return YAMLObject(self, entries)
    case .null where name.isEmpty:
      throw error("the file holds nothing; expected lines such as \"key: value\"")
    default: throw wrong("a group of keys", "lines such as \"key: value\"")
    }
  }

  /// The same value without its places, as layers, optimizers and callbacks are made from.
  public var configurationValue: ConfigurationValue {
    switch content {
    case .null: .null
    case .flag(let value): .flag(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let value): .text(value)
    case .list(let values): .list(values.map(\.configurationValue))
    case .object(let entries):
      .object(
        Dictionary(
          entries.map { ($0.key, $0.value.configurationValue) }, uniquingKeysWith: { a, _ in a }))
    }
  }
}

extension YAMLValue.Content {
  /// What a text without quotation marks means.
  init(plain text: String) {
    switch ConfigurationValue(plain: text) {
    case .null: self = .null
    case .flag(let value): self = .flag(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    default: self = .text(text)
    }
  }
}

/// An object of a YAML file that is read key by key: ``finish()`` complains of keys that nobody
/// asked for.
public struct YAMLObject: Sendable {
  /// The value that this is.
  public let value: YAMLValue
  /// The keys and values, in the file's order.
  public let entries: [YAMLEntry]
  private var known: [String] = []

  init(_ value: YAMLValue, _ entries: [YAMLEntry]) {
    self.value = value
    self.entries = entries
  }

  /// The value of a key; nil where the key is missing or its value is nothing.
  public subscript(key: String) -> YAMLValue? {
    mutating get {
      if !known.contains(key) { known.append(key) }
      guard let entry = entries.first(where: { $0.key == key }), !entry.value.isNull else {
        return nil
      }
      return entry.value
    }
  }

  /// The value of a key that must be there.
  public mutating func required(_ key: String) throws -> YAMLValue {
    guard let found = self[key] else { throw value.error("\(key) is missing; give it a value") }
    return found
  }

  /// Throws where there is a key that nobody asked for, naming the nearest of those that somebody
  /// did.
  public func finish() throws {
    guard let entry = entries.first(where: { !known.contains($0.key) }) else { return }
    let near = suggestion(for: entry.key, among: known)
    let owner = value.name.isEmpty ? "" : "\(value.name): "
    throw FileError(
      entry.place.description, "\(owner)unknown key \"\(oneLine(entry.key))\"\(near)")
  }
}

/// A text as a message shows it: one line, at most 60 characters.
func oneLine(_ text: String) -> String { String(quoted(text).dropFirst().dropLast()) }

/// `at least 1` or `1 to 10`.
private func extent(_ first: String, _ last: String?) -> String {
  last.map { "\(first) to \($0)" } ?? "at least \(first)"
}

/// A number without `.0` after a whole one.
private func plain(_ value: Double) -> String {
  Int(exactly: value).map(String.init) ?? String(value)
}
