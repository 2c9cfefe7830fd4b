import ApusFiles
import ApusNN
import ApusTraining
import Foundation

/// A value of a run by name: a number or a text.
public enum RunValue: Sendable, Equatable {
  /// A number.
  case number(Double)
  /// A text.
  case text(String)

  /// The number that a text is, or the text.
  init(_ text: String) { self = Double(text).map(RunValue.number) ?? .text(text) }

  /// Whether it is a number.
  var isNumber: Bool {
    if case .number = self { true } else { false }
  }
}

extension RunSummary {
  /// The value of that name: a metric's last one, or with `best_` before it its best; `best` for
  /// the best of the ``score``; a setting; or one of ``ownNames``. Nil where the run has none.
  public func value(_ name: String) -> RunValue? {
    if let own = ownValue(name) { return own }
    if let metric = metrics[name] { return metric.last.map(RunValue.number) }
    if name.hasPrefix("best_"), let metric = metrics[String(name.dropFirst(5))] {
      return metric.best.map(RunValue.number)
    }
    return settings[name].map(RunValue.init)
  }

  /// What every run has.
  public static let ownNames = [
    "best", "begun", "ended", "epochs", "name", "recipe", "seconds", "state",
  ]

  private func ownValue(_ name: String) -> RunValue? {
    switch name {
    case "best": score?.value.best.map(RunValue.number)
    case "begun": .text(created)
    case "ended": ended.map(RunValue.text)
    case "epochs": .number(Double(epochs))
    case "name": .text(self.name)
    case "recipe": .text(recipe)
    case "seconds": .number(seconds)
    case "state": .text(state.rawValue)
    default: nil
    }
  }

  /// The names that ``value(_:)`` knows.
  var valueNames: [String] {
    Self.ownNames + metrics.keys + metrics.keys.map { "best_" + $0 } + settings.keys
  }
}

/// A condition on a run, as `val_accuracy>0.9`, `optimizer=adam` or `begun>=2026-11`.
public struct RunCondition: Sendable, Equatable {
  /// How two values are compared.
  enum Comparison: String, CaseIterable, Sendable {
    // The longer ones first: that is how they are looked for.
    case atMost = "<="
    case atLeast = ">="
    case isNot = "!="
    case isAlso = "=="
    case less = "<"
    case greater = ">"
    case equal = "="

    func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
      switch self {
      case .atMost: a <= b
      case .atLeast: a >= b
      case .isNot: a != b
      case .isAlso, .equal: a == b
      case .less: a < b
      case .greater: a > b
      }
    }
  }

  /// The value's name.
  public let name: String
  let comparison: Comparison
  let wanted: String

  /// The condition that `text` writes down: a name, one of `<`, `<=`, `>`, `>=`, `=`, `==`, `!=`,
  /// and a value.
  ///
  /// - Throws: ``TrainingError`` where it is none.
  public init(_ text: String) throws {
    let mistake = TrainingError(
      """
      '\(text)' is no condition: expected a name, one of < <= > >= = !=, and a value, as in \
      val_accuracy>0.9
      """
    )
    guard let place = text.firstIndex(where: { "<>=!".contains($0) }),
      let comparison = Comparison.allCases.first(where: {
        text[place...].hasPrefix($0.rawValue)
      })
    else { throw mistake }
    func trimmed(_ part: Substring) -> String { part.trimmingCharacters(in: .whitespaces) }
    name = trimmed(text[..<place])
    wanted = trimmed(text[place...].dropFirst(comparison.rawValue.count))
    self.comparison = comparison
    guard !name.isEmpty, !wanted.isEmpty, !wanted.contains(where: { "<>=!".contains($0) }) else {
      throw mistake
    }
  }

  /// Whether it holds for `run`; it does not where the run has no such value.
  public func holds(for run: RunSummary) -> Bool {
    switch (run.value(name), RunValue(wanted)) {
    case (nil, _): false
    case (.number(let value), .number(let wanted)): comparison.holds(value, wanted)
    case (.number(let value), .text(let wanted)): comparison.holds("\(value)", wanted)
    // Capital letters of names do not matter: earlier versions wrote adam for Adam.
    case (.text(let value), _): comparison.holds(value.lowercased(), wanted.lowercased())
    }
  }
}

extension RunList {
  /// Only the runs for which `isWanted` holds.
  public func filter(_ isWanted: (RunSummary) -> Bool) -> RunList {
    var list = self
    list.runs.removeAll { !isWanted($0) }
    return list
  }

  /// Only the runs for which `condition` holds.
  ///
  /// - Throws: ``TrainingError`` where there are runs, but none has a value of that name, or where
  ///   all of them have a number and the condition compares it with a text.
  public func filter(_ condition: RunCondition) throws -> RunList {
    try check(condition.name)
    let values = runs.compactMap { $0.value(condition.name) }
    if case .text = RunValue(condition.wanted), !values.isEmpty, values.allSatisfy(\.isNumber) {
      throw TrainingError(
        "\(condition.name) is a number; '\(condition.wanted)' is none to compare it with")
    }
    return filter(condition.holds)
  }

  /// Throws where there are runs, but none has a value of that name.
  func check(_ name: String) throws {
    guard !runs.isEmpty, !runs.contains(where: { $0.value(name) != nil }) else { return }
    let names = Set(runs.flatMap(\.valueNames))
    guard !names.contains(name) else { return }
    throw TrainingError("no run has '\(name)'\(suggestion(for: name, among: names.sorted()))")
  }
}
