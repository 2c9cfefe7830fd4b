import ApusNN

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
  public mutating func group(_ key: String) { text += "\(ConfigurationValue.inline(key)):\n" }

  private static func lines(_ key: String, _ value: ConfigurationValue) -> [String] {
    switch value {
    case .object(let values) where !values.isEmpty:
      return ["\(ConfigurationValue.inline(key)):"] + lines(values).map { "  " + $0 }
    case .list(let values) where values.contains(where: \.isObject):
      return ["\(ConfigurationValue.inline(key)):"] + values.flatMap(element)
    default: return ["\(ConfigurationValue.inline(key)): \(value.inline)"]
    }
  }

  private static func lines(_ values: [String: ConfigurationValue]) -> [String] {
    let keys = values.keys.sorted { $1 != "name" && ($0 == "name" || $0 < $1) }
    return keys.flatMap { key in values[key].map { lines(key, $0) } ?? [] }
  }

  /// An element of a list that holds objects.
  private static func element(_ value: ConfigurationValue) -> [String] {
    guard case .object(let values) = value, !values.isEmpty else { return ["  - \(value.inline)"] }
    return lines(values).enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
  }
}

extension ConfigurationValue {
  /// Whether it has keys.
  fileprivate var isObject: Bool {
    if case .object(let values) = self { !values.isEmpty } else { false }
  }
}
