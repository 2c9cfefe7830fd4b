import ApusCore
import Foundation

/// Between which values a figure probably lies, by the bootstrap: the figure of many samples that
/// are drawn, with replacement, from the examples.
///
/// ```swift
/// let interval = ConfidenceInterval.bootstrap(count: truth.count) { positions in
///   ROCCurve(truth: positions.map { truth[$0] }, scores: positions.map { scores[$0] }).area
/// }
/// print(interval.estimate, interval.lower, interval.upper)
/// ```
///
/// Source: Efron 1987, "Better Bootstrap Confidence Intervals"; SciPy's `bootstrap`.
public struct ConfidenceInterval: Sendable, Hashable {
  /// How the samples' figures become an interval.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// Between their quantiles.
    case percentile
    /// Between quantiles moved for bias and for a spread that varies with the figure
    /// (bias-corrected and accelerated); the acceleration comes from the figures without one
    /// example each.
    case bca
  }

  /// The figure of all examples.
  public let estimate: Double
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double
  /// The standard deviation of the samples' figures.
  public let standardError: Double

  /// The interval of a figure of `count` examples.
  ///
  /// Samples whose figure is not a number, such as the area under a curve of one class, are left
  /// out; if all are, so are the ends. The same seed gives the same interval.
  ///
  /// - Parameters:
  ///   - count: the number of examples, 1 at least.
  ///   - resamples: the number of samples.
  ///   - confidence: how probably the figure is inside, between 0 and 1.
  ///   - seed: what the samples follow from.
  ///   - figure: the figure of the examples at some positions, which may occur several times.
  public static func bootstrap(
    count: Int, resamples: Int = 2000, confidence: Double = 0.95, method: Method = .bca,
    seed: UInt64 = 0, _ figure: ([Int]) throws -> Double
  ) rethrows -> ConfidenceInterval {
    require(
      count >= 1 && resamples >= 1 && confidence > 0 && confidence < 1,
      "bootstrap: \(count) examples, \(resamples) samples, confidence \(confidence)")
    let generator = RandomGenerator(seed: seed)
    let samples = try (0..<resamples).map { _ in
      try figure((0..<count).map { _ in generator.integer(below: count) })
    }
    let all = Array(0..<count)
    let withoutOne =
      method == .bca ? try all.map { out in try figure(all.filter { $0 != out }) } : []
    return ConfidenceInterval(
      estimate: try figure(all), samples: samples, withoutOne: withoutOne, confidence: confidence,
      method: method)
  }

  init(
    estimate: Double, samples: [Double], withoutOne: [Double], confidence: Double, method: Method
  ) {
    let sorted = samples.filter { !$0.isNaN }.sorted()
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var shares = [(1 - confidence) / 2, (1 + confidence) / 2]
    if method == .bca {
      let below = sorted.count { $0 < estimate } + sorted.count { $0 <= estimate }
      let bias = normalQuantile(Double(below) / Double(2 * sorted.count))
      let acceleration = Self.acceleration(withoutOne.filter { !$0.isNaN })
      shares = shares.map {
        let moved = bias + normalQuantile($0)
        return normalCumulative(bias + moved / (1 - acceleration * moved))
      }
    }
    self.estimate = estimate
    standardError = (squares / Double(sorted.count - 1)).squareRoot()
    lower = Self.quantile(sorted, shares[0])
    upper = Self.quantile(sorted, shares[1])
  }

  /// Σ d³ / (6 (Σ d²)^1.5) with d = their mean − figure; 0 where the figures do not differ.
  private static func acceleration(_ figures: [Double]) -> Double {
    let mean = figures.reduce(0, +) / Double(figures.count)
    let differences = figures.map { mean - $0 }
    let squares = differences.reduce(0) { $0 + $1 * $1 }
    let cubes = differences.reduce(0) { $0 + $1 * $1 * $1 }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }

  /// The value below which a share lies, linear between neighbours, as NumPy's `quantile`.
  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last, !share.isNaN else { return .nan }
    let place = share * Double(sorted.count - 1)
    let below = Int(place.rounded(.down))
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
  }
}

extension MetricKind {
  /// The interval of this metric for predictions and targets, whose first axis counts the examples;
  /// see ``ConfidenceInterval/bootstrap(count:resamples:confidence:method:seed:_:)``.
  public func interval(
    _ prediction: Tensor, _ target: Tensor, resamples: Int = 2000, confidence: Double = 0.95,
    method: ConfidenceInterval.Method = .bca, seed: UInt64 = 0
  ) -> ConfidenceInterval {
    require(
      prediction.rank >= 1 && target.rank >= 1 && prediction.shape[0] == target.shape[0],
      "interval: a prediction \(prediction.shape) and a target \(target.shape)")
    return .bootstrap(
      count: prediction.shape[0], resamples: resamples, confidence: confidence, method: method,
      seed: seed
    ) { positions in
      let places = Tensor(positions.map { Int32($0) })
      return self(prediction.gathered(at: places), target.gathered(at: places))
    }
  }
}

/// The probability that a standard normal value is below x.
private func normalCumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

/// The x below which a standard normal value is with probability p; by bisection, to the last bits.
private func normalQuantile(_ p: Double) -> Double {
  guard p > 0, p < 1 else { return p <= 0 ? -.infinity : p >= 1 ? .infinity : .nan }
  var (low, high) = (-40.0, 40.0)
  while true {
    let middle = (low + high) / 2
    if middle <= low || middle >= high { return middle }
    if normalCumulative(middle) < p { low = middle } else { high = middle }
  }
}
