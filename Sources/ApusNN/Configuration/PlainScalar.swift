import Foundation

extension ConfigurationValue {
  /// What a text without quotation marks means: YAML 1.2's core schema, in which `yes`, `off` and
  /// `1:30` are texts.
  package init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .flag(true)
    case "false", "False", "FALSE": self = .flag(false)
    case ".nan", ".NaN", ".NAN": self = .number(.nan)
    default: self = Self.number(text) ?? .text(text)
    }
  }

  private static func number(_ text: String) -> Self? {
    // A look at the first characters spares most texts the rest.
    guard text.utf8.count <= 400, let first = text.unicodeScalars.first,
      "+-.0123456789".unicodeScalars.contains(first)
    else { return nil }
    if text.wholeMatch(of: /[-+]?[0-9]+/) != nil {
      return Int(text).map { .integer($0) } ?? Double(text).map { .number($0) }
    }
    if text.wholeMatch(of: /0x[0-9a-fA-F]+/) != nil {
      return Int(text.dropFirst(2), radix: 16).map { .integer($0) }
    }
    if text.wholeMatch(of: /0o[0-7]+/) != nil {
      return Int(text.dropFirst(2), radix: 8).map { .integer($0) }
    }
    if text.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil {
      // strtod takes every form that YAML has: `1.`, `.5`, `+1e5`.
      return .number(strtod(text, nil))
    }
    if text.wholeMatch(of: /[-+]?\.(inf|Inf|INF)/) != nil {
      return .number(text.hasPrefix("-") ? -.infinity : .infinity)
    }
    return nil
  }

  /// The value on one line, as files of settings and command lines have it: texts that a reader
  /// would take for something else stand in quotation marks.
  package var inline: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let number): Self.inline(number)
    case .text(let text): Self.inline(text)
    case .list(let values): "[\(values.map(\.inline).joined(separator: ", "))]"
    case .object(let values):
      "{"
        + values.sorted { $0.key < $1.key }.map { "\(Self.inline($0.key)): \($0.value.inline)" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func inline(_ value: Double) -> String {
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
  package static func inline(_ text: String) -> String {
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

  /// The value as a number; nil where it is none.
  public var asNumber: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
}
