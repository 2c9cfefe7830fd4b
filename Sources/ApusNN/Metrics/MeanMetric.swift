import ApusCore

/// A metric that is the mean of one figure per example, or a function of that mean.
///
/// ```swift
/// let hinge = MetricKind.mean(of: .hinge)   // any loss as a metric
/// ```
public struct MeanMetric: Metric {
  /// The name in histories and progress lines.
  public let name: String
  private let transform: (Double) -> Double
  private let total: (Tensor, Tensor, ReadingRule) -> (sum: Double, count: Int)
  private var rule: ReadingRule
  private var sum = 0.0
  private var count = 0

  /// A metric of this name: `total` sums the figures of a batch of (prediction, target) and counts
  /// them, `transform` makes the value of their mean.
  public init(
    _ name: String, transform: @escaping (Double) -> Double = { $0 },
    total: @escaping (Tensor, Tensor) -> (sum: Double, count: Int)
  ) {
    self.init(name, fromLogits: nil, transform: transform) { prediction, target, _ in
      total(prediction, target)
    }
  }

  /// A metric of the library, whose figures depend on what outputs stand for; `fromLogits` is its
  /// own setting.
  init(
    _ name: String, fromLogits: Bool?, transform: @escaping (Double) -> Double = { $0 },
    total: @escaping (Tensor, Tensor, ReadingRule) -> (sum: Double, count: Int)
  ) {
    self.name = name
    self.transform = transform
    self.total = total
    rule = ReadingRule(fromLogits: fromLogits)
  }

  /// The figure so far; not a number before the first batch.
  public var value: Double { transform(sum / Double(count)) }

  /// The sum of the figures and their number.
  public var state: [Double] {
    get { [sum, Double(count)] }
    set {
      sum = newValue.first ?? 0
      count = newValue.dropFirst().first?.count ?? 0
    }
  }

  /// Adds a batch.
  public mutating func update(_ prediction: Tensor, _ target: Tensor) {
    guard prediction.elementCount > 0 else { return }
    let batch = total(prediction, target, rule)
    sum += batch.sum
    count += batch.count
  }

  /// Forgets all batches.
  public mutating func reset() {
    sum = 0
    count = 0
  }

  /// Takes outputs for what they are.
  public mutating func follow(_ reading: OutputReading) { rule.follow(reading) }
}

extension MetricKind {
  /// A metric of one's own: `figures` gives the figures of single predictions, whose mean it is, or
  /// their mean as a scalar.
  ///
  /// ```swift
  /// let bias = MetricKind("bias") { prediction, target in prediction - target }
  /// ```
  public init(
    _ name: String,
    _ figures: @escaping (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.init(name) {
      MeanMetric(name) { prediction, target in
        let figures = withoutDerivatives { figures(prediction, target) }
        guard figures.rank > 0 else {
          let count = prediction.rank > 0 ? prediction.shape[0] : 1
          return (figures.item * Double(count), count)
        }
        return (figures.doubles.reduce(0, +), figures.elementCount)
      }
    }
  }

  /// The mean of a loss over all predictions, in float64, under the loss's name or another;
  /// `transform` makes the value of the mean. The loss's own reduction does not count.
  public static func mean(
    of loss: Loss, named name: String? = nil,
    transform: @escaping (Double) -> Double = { $0 }
  ) -> MetricKind {
    let name = name ?? loss.name
    return MetricKind(name) {
      MeanMetric(name, transform: transform) { prediction, target in
        let losses = loss.function(prediction.cast(to: .float64), target, nil, .none)
        return (losses.doubles.reduce(0, +), losses.elementCount)
      }
    }
  }
}
