import Foundation

/// An axis of a chart: its label, range and scale.
public struct Axis: Sendable {
  /// How values are spread along the axis.
  public enum Scale: Sendable, Hashable {
    /// Evenly.
    case linear
    /// By their logarithm; only values above 0 are shown.
    case logarithmic
  }

  /// What is measured, with its unit.
  public var label: String
  /// From where to where; nil: what the marks need, to round numbers.
  public var limits: ClosedRange<Double>?
  /// How values are spread.
  public var scale: Scale
  /// Names for the values 0, 1, 2, …; nil: the axis shows numbers.
  public var categories: [String]?
  /// Whether only whole numbers have ticks, as for counts.
  public var isWhole: Bool
  /// Whether values grow downwards or to the left, as rows of a matrix do.
  public var isReversed: Bool

  /// An axis.
  public init(
    _ label: String = "", limits: ClosedRange<Double>? = nil, scale: Scale = .linear,
    categories: [String]? = nil, isWhole: Bool = false, isReversed: Bool = false
  ) {
    self.label = label
    self.limits = limits
    self.scale = scale
    self.categories = categories
    self.isWhole = isWhole
    self.isReversed = isReversed
  }

  /// The range that holds `extents`.
  func range(over extents: [ClosedRange<Double>]) -> ClosedRange<Double> {
    if let categories, !categories.isEmpty { return -0.5...Double(categories.count) - 0.5 }
    if let limits, limits.lowerBound < limits.upperBound, isShown(limits.lowerBound) {
      return limits
    }
    let ends = extents.flatMap { [$0.lowerBound, $0.upperBound] }.filter(isShown)
    guard let low = ends.min(), let high = ends.max() else {
      return scale == .linear ? 0...1 : 1...10
    }
    switch scale {
    case .linear: return Ticks.rounded(low, high)
    case .logarithmic:
      let (first, last) = (log10(low).rounded(.down), log10(high).rounded(.up))
      return pow(10, first)...pow(10, Swift.max(last, first + 1))
    }
  }

  private func isShown(_ value: Double) -> Bool {
    value.isFinite && (scale == .linear || value > 0)
  }

  /// The values with labels within `range`.
  func ticks(over range: ClosedRange<Double>) -> [(value: Double, label: String)] {
    if let categories {
      return categories.enumerated().map { (Double($0.offset), $0.element) }
    }
    switch scale {
    case .linear:
      return Ticks.values(in: range).filter { !isWhole || $0.value == $0.value.rounded() }
    case .logarithmic: return Ticks.powers(in: range)
    }
  }

  /// Where values of `range` are between two places of the picture.
  func scale(_ range: ClosedRange<Double>, from: Double, to: Double) -> PlaneScale {
    PlaneScale(
      range: range, from: isReversed ? to : from, to: isReversed ? from : to,
      isLogarithmic: scale == .logarithmic)
  }
}

/// Four to ten round numbers.
enum Ticks {
  /// The range from a round number at or below `low` to one at or above `high`.
  static func rounded(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let span = high > low ? high - low : Swift.max(abs(low), 1) * 0.2
    var (first, last) = high > low ? (low, high) : (low - span / 2, high + span / 2)
    guard span.isFinite else { return first...last }
    // A range that grew to round numbers may want greater steps.
    for _ in 0..<3 {
      let step = step(last - first)
      // A hair less, so that rounding adds no step.
      first = (first / step + 1e-9).rounded(.down) * step
      last = (last / step - 1e-9).rounded(.up) * step
    }
    return first...last
  }

  static func values(in range: ClosedRange<Double>) -> [(value: Double, label: String)] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else { return [] }
    let step = step(span)
    let first = (range.lowerBound / step - 1e-6).rounded(.up)
    let last = (range.upperBound / step + 1e-6).rounded(.down)
    return stride(from: first, through: last, by: 1).map { index in
      // −0 would be written with its sign.
      let value = index == 0 ? 0 : index * step
      return (value, String(format: "%.6g", value))
    }
  }

  /// Powers of ten, at most eight or nine of them; over two decades or less their doubles and
  /// fives, too.
  static func powers(in range: ClosedRange<Double>) -> [(value: Double, label: String)] {
    let (first, last) = (log10(range.lowerBound), log10(range.upperBound))
    let step = Swift.max(1, ((last - first) / 8).rounded(.up))
    let decades = stride(from: first.rounded(.down), through: last + 1e-9, by: step)
    let factors: [Double] = last - first <= 2 ? [1, 2, 5] : [1]
    var powers: [(value: Double, label: String)] = []
    for decade in decades {
      for factor in factors {
        let value = factor * pow(10, decade)
        let power = log10(value)
        guard power >= first - 1e-9 && power <= last + 1e-9 else { continue }
        powers.append((value, label(factor, decade: Int(decade))))
      }
    }
    return powers
  }

  /// `factor` · 10^`decade`, from 0.001 to 10 000 written out.
  private static func label(_ factor: Double, decade: Int) -> String {
    if (-3...4).contains(decade) { return String(format: "%g", factor * pow(10, Double(decade))) }
    let signs: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    let power = "10" + String(String(decade).map { signs[$0] ?? $0 })
    return factor == 1 ? power : String(format: "%g·", factor) + power
  }

  private static func step(_ span: Double) -> Double {
    let power = pow(10, (log10(span) - 0.3).rounded(.down))
    return [0.2, 0.5, 1, 2].map { $0 * power }.first { span / $0 <= 8 } ?? 5 * power
  }
}

/// Where the values of an axis are in the picture.
struct PlaneScale {
  let range: ClosedRange<Double>
  let from: Double
  let to: Double
  let isLogarithmic: Bool

  func callAsFunction(_ value: Double) -> Double {
    let (low, high, at) =
      isLogarithmic
      ? (log10(range.lowerBound), log10(range.upperBound), log10(value))
      : (range.lowerBound, range.upperBound, value)
    return from + (to - from) * (at - low) / (high - low)
  }
}

/// Where points of a chart are in the picture.
public struct Plane {
  let x: PlaneScale
  let y: PlaneScale

  /// The place of a point.
  func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) { (x(point.x), y(point.y)) }

  /// Whether the point can be shown at all.
  func shows(_ point: (x: Double, y: Double)) -> Bool {
    x(point.x).isFinite && y(point.y).isFinite
  }
}
