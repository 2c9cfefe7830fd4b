import Foundation

extension YAMLValue.Content {
  /// What a text without quotation marks means: YAML 1.2's core schema, in which `yes`, `off` and
  /// `1:30` are texts.
  init(plain text: String) {
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
}
