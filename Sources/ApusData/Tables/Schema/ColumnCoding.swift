import Foundation

/// How the texts of a column become numbers.
public enum ColumnCoding: Sendable, Hashable, Codable {
  /// A number, scaled: (x − offset) / divisor; `fill` stands for a missing one, nil where that is
  /// an error.
  case number(NumberCoding)
  /// 1 for one of these words, 0 for the others, in any case of letters.
  case boolean(fill: Bool?)
  /// Parts of a date, each scaled by itself; a missing date has the means of all parts.
  case date(DateCoding)
  /// "1 of n" of these names; `fill` is the place of the one that a missing value becomes.
  case oneHot([String], fill: Int?)
  /// A number to look up an embedding by: one more than the place in these names, 0 for others.
  case index([String], fill: Int?)

  /// How a number is scaled.
  public struct NumberCoding: Sendable, Hashable, Codable {
    /// What is taken away.
    public let offset: Double
    /// What is divided by.
    public let divisor: Double
    /// What a missing number becomes, before scaling; nil where that is an error.
    public let fill: Double?

    func scaled(_ number: Double) -> Float { Float((number - offset) / divisor) }
  }

  /// How a date becomes numbers.
  public struct DateCoding: Sendable, Hashable, Codable {
    /// How it is written.
    let form: DateText.Form
    /// Whether times of day count.
    let hasTime: Bool
    /// How days since 1970-01-01 are scaled; nil for times alone.
    let days: NumberCoding?
    /// What a missing date becomes, part by part as they are encoded; nil where that is an error.
    let fill: [Float]?

    /// What the parts are called.
    var partNames: [String] {
      (days == nil ? [] : ["days"]) + cycles.flatMap { ["\($0.name) sine", "\($0.name) cosine"] }
    }

    private var cycles: [(name: String, share: (Double) -> Double)] {
      var cycles: [(name: String, share: (Double) -> Double)] = []
      if form != .times { cycles.append(("year", DateText.shareOfYear)) }
      if form != .times && form != .months { cycles.append(("week", DateText.shareOfWeek)) }
      if hasTime { cycles.append(("day", DateText.shareOfDay)) }
      return cycles
    }

    /// The parts of a moment.
    func parts(_ moment: DateText.Moment) -> [Float] {
      (days.map { [$0.scaled(moment.days)] } ?? [])
        + cycles.flatMap { cycle in
          let angle = 2 * Double.pi * cycle.share(moment.days)
          return [Float(sin(angle)), Float(cos(angle))]
        }
    }
  }

  /// What the features of a column called `name` are called; none for ``index(_:fill:)``.
  func featureNames(of name: String) -> [String] {
    switch self {
    case .number, .boolean: [name]
    case .date(let coding): coding.partNames.map { "\(name) \($0)" }
    case .oneHot(let names, _): names.map { "\(name)=\($0)" }
    case .index: []
    }
  }

  /// The words that a boolean is said by.
  static let words: [(isTrue: String, isFalse: String)] = [
    ("true", "false"), ("yes", "no"), ("on", "off"), ("t", "f"), ("y", "n"), ("1", "0"),
  ]

  /// Whether a word means true or false; nil for others.
  static func boolean(_ text: String) -> Bool? {
    let word = text.lowercased()
    if words.contains(where: { $0.isTrue == word }) { return true }
    return words.contains { $0.isFalse == word } ? false : nil
  }
}
