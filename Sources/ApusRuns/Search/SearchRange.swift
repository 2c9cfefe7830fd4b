import ApusNN
import ApusTraining
import Foundation

/// The numbers that a hyperparameter may take: from `low` to `high`, both among them.
///
/// On a logarithmic scale a factor counts as much wherever it lies, as is right for rates and
/// sizes. With a step only low, low + step, low + 2 step, … are tried; on the logarithmic scale
/// low, low · step, low · step², … Source: KerasTuner `HyperParameters.Int` and `Float`, Optuna
/// `FloatDistribution`.
public struct SearchRange: Sendable, Hashable, Codable {
  /// How numbers are spread.
  public enum Scale: String, Sendable, Codable {
    /// Evenly.
    case linear
    /// Evenly by their logarithm.
    case logarithmic
  }

  /// The least number.
  public var low: Double
  /// The greatest number.
  public var high: Double
  /// Whether only whole numbers count.
  public var isWhole: Bool
  /// How numbers are spread.
  public var scale: Scale
  /// The distance of neighbours; on the logarithmic scale their ratio. Nil for a continuous range.
  public var step: Double?
  /// How many numbers a grid takes where there is no step, both ends among them.
  public var levels: Int

  /// Numbers from `low` to `high`; ``SearchSpace`` checks them.
  public init(
    _ low: Double, _ high: Double, isWhole: Bool, scale: Scale = .linear, step: Double? = nil,
    levels: Int = 5
  ) {
    self.low = low
    self.high = high
    self.isWhole = isWhole
    self.scale = scale
    self.step = step
    self.levels = levels
  }

  /// What is wrong with it; nil where nothing is.
  var problem: String? {
    let ends = [low, high]
    guard ends.allSatisfy({ $0.isFinite && abs($0) <= 1e15 }), low <= high else {
      return "from \(text(low)) to \(text(high)) is no range: it must go from low to high"
    }
    if scale == .logarithmic, low <= 0 {
      return "a logarithmic range begins above 0, not at \(text(low))"
    }
    if isWhole, !ends.allSatisfy({ $0 == $0.rounded() }) {
      return "\(text(low)) to \(text(high)) must be whole numbers"
    }
    if let step {
      switch scale {
      case .linear:
        guard step.isFinite, step > 0, !isWhole || step == step.rounded() else {
          return "a step of \(text(step)); it must be \(isWhole ? "a whole number " : "")above 0"
        }
      case .logarithmic:
        guard step.isFinite, step > 1 else {
          return "a step of \(text(step)) on a logarithmic scale; it is a factor above 1"
        }
      }
    }
    guard (2...1000).contains(levels) else { return "\(levels) levels; there must be 2 to 1000" }
    return nil
  }

  private func text(_ value: Double) -> String { jsonNumber(value) }

  /// The number at `share` of the range, 0 ≤ share < 1: uniform shares give numbers uniform on the
  /// scale.
  public func value(at share: Double) -> Double {
    if step != nil { return place(Int(share * Double(stepCount))) }
    guard isWhole else { return rounded(point(share, from: low, to: high)) }
    // Each whole number has the room from half below it to half above.
    let number = point(share, from: low - 0.5, to: high + 0.5).rounded()
    return min(max(number, low), high)
  }

  /// The numbers that a grid takes.
  public var gridValues: [Double] {
    let all: [Double]
    if step != nil {
      all = (0..<stepCount).map(place)
    } else if isWhole, scale == .linear, high - low < Double(levels) {
      all = Array(stride(from: low, through: high, by: 1))
    } else {
      all = (0..<levels).map { level in
        let value = point(Double(level) / Double(levels - 1), from: low, to: high)
        return isWhole ? value.rounded() : rounded(value)
      }
    }
    return all.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// How many numbers the steps reach. A last one that rounding puts a little beyond the range
  /// counts.
  private var stepCount: Int {
    guard let step else { return 1 }
    let steps = scale == .linear ? (high - low) / step : log(high / low) / log(step)
    return Int(min(steps + 1e-9, 1e6)) + 1
  }

  private func place(_ index: Int) -> Double {
    guard let step else { return low }
    let number =
      scale == .linear ? low + Double(index) * step : low * pow(step, Double(index))
    return isWhole ? min(number.rounded(), high) : rounded(number)
  }

  private func point(_ share: Double, from low: Double, to high: Double) -> Double {
    switch scale {
    case .linear: return low + share * (high - low)
    case .logarithmic: return exp(log(low) + share * (log(high) - log(low)))
    }
  }

  /// The number to about four digits of what the range allows: finer differences change no
  /// training, and commands that repeat a trial stay readable.
  private func rounded(_ value: Double) -> Double {
    let width = scale == .linear ? high - low : value * min(1, log(high / low))
    guard width > 0 else { return min(max(value, low), high) }
    let digits = 3 - Int(log10(width).rounded(.down))
    guard digits < 300 else { return value }
    let unit = pow(10, Double(abs(digits)))
    let number =
      digits >= 0 ? (value * unit).rounded() / unit : (value / unit).rounded() * unit
    return min(max(number, low), high)
  }
}
