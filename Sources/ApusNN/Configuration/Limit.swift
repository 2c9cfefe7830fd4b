import ApusCore

/// What a setting may be: the range of its numbers, and how many there may be in a list.
public struct Limit: Sendable, Hashable {
  /// The range of whole numbers.
  let wholes: ClosedRange<Int>
  /// The range of numbers.
  let numbers: ClosedRange<Double>
  /// Whether the setting must be given, so that there is no default.
  var mustBeGiven = false
  /// How many elements a list may have.
  var count: ClosedRange<Int> = 0...Int(Int32.max)

  /// A size, such as a number of units: from 1 to ``Options/largestSize``.
  public static let size = Limit.whole(1...Options.largestSize)

  /// A share, such as a probability: from 0 to 1.
  public static let share = Limit.number(0...1)

  /// A number above 0, such as an ε: from 10⁻¹² to 10⁶.
  public static let positive = Limit.number(1e-12...1e6)

  /// An axis, counted from the end where negative.
  public static let axis = Limit.whole(-Shape.maximumRank...(Shape.maximumRank - 1))

  /// Whole numbers in `range`.
  public static func whole(_ range: ClosedRange<Int>) -> Limit {
    Limit(wholes: range, numbers: Double(range.lowerBound)...Double(range.upperBound))
  }

  /// Finite numbers in `range`.
  public static func number(_ range: ClosedRange<Double>) -> Limit {
    Limit(wholes: .min ... .max, numbers: range)
  }

  /// The same limit for each element of a list of `count` elements.
  public func times(_ count: ClosedRange<Int>) -> Limit {
    var limit = self
    limit.count = count
    return limit
  }

  /// The same limit for each element of a list of `count` elements.
  public func times(_ count: Int) -> Limit { times(count...count) }

  /// Anything of the type, which must be given.
  public static let given: Limit = {
    var limit = none
    limit.mustBeGiven = true
    return limit
  }()

  /// No limit but that of the type.
  static let none = Limit(
    wholes: .min ... .max, numbers: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  )
}
