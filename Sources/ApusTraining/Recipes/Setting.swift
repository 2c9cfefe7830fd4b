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
    /// A name of a list, which may have settings of its own after it, `adam:beta1=0.8`; messages
    /// call it `noun`, "an optimizer".
    case named(_ noun: String, _ names: @Sendable () -> [String])
    /// Any text, such as a column's name.
    case text
  }

  /// The key.
  public let name: String
  /// What values it takes.
  public let kind: Kind
  /// The value where none is set.
  public let defaultValue: String
  /// What it does, in a few words.
  public let help: String

  /// A setting.
  public init(
    _ name: String, _ kind: Kind, default defaultValue: String, _ help: String
  ) {
    self.name = name
    self.kind = kind
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
    case .named(_, let names): "one of \(names().joined(separator: ", "))"
    case .text: "a text"
    }
  }

  private func text(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }

  /// Whether `value` is one that the setting takes.
  public func accepts(_ value: String) -> Bool { (try? read(value)) != nil }

  /// The value as the setting's own list spells it: capital letters do not matter.
  ///
  /// - Throws: ``RecipeError`` where it is none that the setting takes.
  public func read(_ value: String) throws -> String {
    let isTaken: Bool
    switch kind {
    case .number(let range, let openBelow):
      let number = Double(value).flatMap { range.contains($0) ? $0 : nil }
      isTaken = number.map { !openBelow || $0 > range.lowerBound } ?? false
    case .integer(let range): isTaken = Int(value).map(range.contains) ?? false
    case .text: isTaken = true
    case .choice(let words):
      if let word = words.first(matching: value) { return word }
      isTaken = false
    case .named(_, let names):
      let given = value.prefix { $0 != ":" }
      if let name = names().first(matching: String(given)) {
        return name + value.dropFirst(given.count)
      }
      isTaken = false
    }
    guard isTaken else { throw RecipeError("\(name)=\(value): expected \(range)") }
    return value
  }
}

extension Sequence<String> {
  /// The element that is written so; else one that differs in capital letters alone.
  fileprivate func first(matching text: String) -> String? {
    first { $0 == text } ?? first { $0.lowercased() == text.lowercased() }
  }
}

/// The values of a recipe's settings, all valid.
public struct SettingValues: Sendable, Equatable {
  /// The values by key.
  public let values: [String: String]
  /// Those that are names with settings, as objects.
  private let described: [String: ConfigurationValue]

  /// The defaults of `settings`, with `assignments` in their place.
  ///
  /// - Throws: ``RecipeError`` for a key that no setting has, naming the nearest, and for a value
  ///   out of range.
  public init(_ assignments: [String: String] = [:], for settings: [Setting]) throws {
    var values: [String: String] = [:]
    for setting in settings {
      values[setting.name] = try setting.read(setting.defaultValue)
    }
    for (key, value) in assignments.sorted(by: { $0.key < $1.key }) {
      guard let setting = settings.first(where: { $0.name == key }) else {
        throw RecipeError(
          "unknown setting '\(key)'\(suggestion(for: key, among: settings.map(\.name)))")
      }
      values[key] = try setting.read(value)
    }
    var described: [String: ConfigurationValue] = [:]
    for setting in settings {
      guard case .named = setting.kind, let text = values[setting.name] else { continue }
      do {
        described[setting.name] = try ConfigurationValue(specification: text)
      } catch let error as ConfigurationError {
        throw RecipeError("\(setting.name)=\(text): \(error)")
      }
    }
    self.values = values
    self.described = described
  }

  /// The object with a name and settings that is set for `key`; nil where `key` takes none.
  package func named(_ key: String) -> ConfigurationValue? { described[key] }

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
