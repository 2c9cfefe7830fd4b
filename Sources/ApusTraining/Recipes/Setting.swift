import ApusFiles
import ApusNN
import Foundation

/// Something about a recipe that a user may set: `--set key=value`.
public struct Setting: Sendable {
  /// What values it takes.
  public enum Kind: Sendable {
    /// A number in this range; `openBelow` leaves the lower end out.
    case number(ClosedRange<Double>, openBelow: Bool)
    /// A whole number in this range.
    case integer(ClosedRange<Int>)
    /// One of these words.
    case choice([String])
    /// Any text, such as a column's name.
    case text
  }

  /// The key.
  public let name: String
  /// What values it takes.
  public let kind: Kind
  /// Whether a word may have settings of its own after it, `adam:beta1=0.8`; capital letters do
  /// not matter then.
  public let takesOptions: Bool
  /// The value where none is set.
  public let defaultValue: String
  /// What it does, in a few words.
  public let help: String

  /// A setting.
  public init(
    _ name: String, _ kind: Kind, takesOptions: Bool = false, default defaultValue: String,
    _ help: String
  ) {
    self.name = name
    self.kind = kind
    self.takesOptions = takesOptions
    self.defaultValue = defaultValue
    self.help = help
  }

  /// The values it takes, in words.
  public var range: String {
    switch kind {
    case .number(let range, let openBelow):
      """
      a number \(openBelow ? "above" : "from") \(text(range.lowerBound)) to \
      \(text(range.upperBound))
      """
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .text: "a text"
    }
  }

  private func text(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }

  /// Whether `value` is one that the setting takes.
  public func accepts(_ value: String) -> Bool {
    switch kind {
    case .number(let range, let openBelow):
      guard let number = Double(value), range.contains(number) else { return false }
      return !openBelow || number > range.lowerBound
    case .integer(let range): return Int(value).map(range.contains) ?? false
    case .text: return true
    case .choice(let words):
      guard takesOptions else { return words.contains(value) }
      return words.contains(String(value.prefix { $0 != ":" }).lowercased())
    }
  }
}

/// The values of a recipe's settings, all valid.
public struct SettingValues: Sendable, Equatable {
  /// The values by key.
  public let values: [String: String]

  /// The defaults of `settings`, with `assignments` in their place.
  ///
  /// - Throws: ``RecipeError`` for a key that no setting has, naming the nearest, and for a value
  ///   out of range.
  public init(_ assignments: [String: String] = [:], for settings: [Setting]) throws {
    var values = Dictionary(
      settings.map { ($0.name, $0.defaultValue) }, uniquingKeysWith: { a, _ in a })
    for (key, value) in assignments.sorted(by: { $0.key < $1.key }) {
      guard let setting = settings.first(where: { $0.name == key }) else {
        throw RecipeError(
          "unknown setting '\(key)'\(suggestion(for: key, among: settings.map(\.name)))")
      }
      guard setting.accepts(value) else {
        throw RecipeError("\(key)=\(value): expected \(setting.range)")
      }
      values[key] = value
    }
    self.values = values
  }

  /// The number set for `key`.
  public func number(_ key: String) -> Double { values[key].flatMap(Double.init) ?? .nan }
  /// The whole number set for `key`.
  public func integer(_ key: String) -> Int { values[key].flatMap { Int($0) } ?? 0 }
  /// The word set for `key`.
  public func text(_ key: String) -> String { values[key] ?? "" }
}

/// What is wrong with a recipe's name or settings: one line that says what to do.
public struct RecipeError: Error, CustomStringConvertible, LocalizedError, Sendable, Equatable {
  /// The line.
  public let description: String

  /// An error with this line.
  public init(_ description: String) { self.description = description.onOneLine }

  /// The same line, for Foundation.
  public var errorDescription: String? { description }
}

extension Recipe {
  /// The share of units that dropout leaves out.
  package static func dropoutSetting(_ rate: Double) -> Setting {
    Setting(
      "dropout", .number(0...0.95, openBelow: false), default: "\(rate)",
      "the share of units left out while training")
  }
}
