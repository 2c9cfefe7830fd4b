import ApusNN
import Foundation

/// Writes YAML files, with comments.
///
/// ```swift
/// var file = YAMLWriter()
/// file.comment("How long to train.")
/// file.entry("epochs", 10)
/// file.entry("callbacks", [.object(["name": "EarlyStopping", "patience": 3])])
/// ```
///
/// What it writes is read back the same, also by readers of YAML 1.1: texts that either version
/// would take for something else stand in quotation marks, and numbers have a point. The keys of an
/// object come in order, `name` first.
public struct YAMLWriter {
  /// The file so far.
  public private(set) var text = ""

  /// An empty file.
  public init() {}

  /// An empty line.
  public mutating func space() { text += "\n" }

  /// A comment, on as many lines as it has.
  public mutating func comment(_ comment: String) {
    for line in comment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      text += line.isEmpty ? "#\n" : "# \(line)\n"
    }
  }

  /// A key and its value.
  ///
  /// - Parameters:
  ///   - remark: a comment after it.
  ///   - isComment: whether it is only shown: every line begins with `#`.
  ///   - depth: how many keys without values stand above it; see ``group(_:)``.
  public mutating func entry(
    _ key: String, _ value: ConfigurationValue, remark: String? = nil, isComment: Bool = false,
    depth: Int = 0
  ) {
    let margin = String(repeating: "  ", count: depth)
    var lines = Self.lines(key, value).map { margin + $0 }
    if let remark, !lines.isEmpty {
      lines[0] += "  # \(remark.split(whereSeparator: \.isNewline).joined(separator: " "))"
    }
    for line in lines { text += (isComment ? "# " : "") + line + "\n" }
  }

  /// A key whose value are the entries of depth 1 after it.
  public mutating func group(_ key: String) { text += "\(Self.scalar(key)):\n" }

  private static func lines(_ key: String, _ value: ConfigurationValue) -> [String] {
    switch value {
    case .object(let values) where !values.isEmpty:
      return ["\(scalar(key)):"] + lines(values).map { "  " + $0 }
    case .list(let values) where values.contains(where: \.isObject):
      return ["\(scalar(key)):"] + values.flatMap(element)
    default: return ["\(scalar(key)): \(inline(value))"]
    }
  }

  private static func lines(_ values: [String: ConfigurationValue]) -> [String] {
    let keys = values.keys.sorted { $1 != "name" && ($0 == "name" || $0 < $1) }
    return keys.flatMap { key in values[key].map { lines(key, $0) } ?? [] }
  }

  /// An element of a list that holds objects.
  private static func element(_ value: ConfigurationValue) -> [String] {
    guard case .object(let values) = value, !values.isEmpty else { return ["  - \(inline(value))"] }
    return lines(values).enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
  }

  /// A value on one line.
  package static func inlined(_ value: ConfigurationValue) -> String { inline(value) }

  static func inline(_ value: ConfigurationValue) -> String {
    switch value {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let number): Self.number(number)
    case .text(let text): scalar(text)
    case .list(let values): "[\(values.map(inline).joined(separator: ", "))]"
    case .object(let values):
      "{"
        + values.sorted { $0.key < $1.key }.map { "\(scalar($0.key)): \(inline($0.value))" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    let text = "\(value)"
    // Without a point YAML 1.1 takes 1e-05 for a text.
    guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  /// Words that YAML 1.1 takes for truth values and for nothing.
  private static let words: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null",
  ]

  /// A text as it is where every reader takes it for that, else in quotation marks.
  static func scalar(_ text: String) -> String {
    if text.wholeMatch(of: /[A-Za-z_\/][A-Za-z0-9_\/.+-]*( [A-Za-z0-9_\/.+-]+)*/) != nil,
      !words.contains(text.lowercased())
    {
      return text
    }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0x1FFF, 0x2030...0xD7FF, 0x10000...0x10FFFF:
          result.unicodeScalars.append(scalar)
        default: result += String(format: "\\u%04X", scalar.value)
        }
      }
    }
    return result + "\""
  }
}

extension ConfigurationValue {
  /// Whether it has keys.
  fileprivate var isObject: Bool {
    if case .object(let values) = self { !values.isEmpty } else { false }
  }
}
