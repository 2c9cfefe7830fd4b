import ApusCore
import ApusData
import ApusNN

/// A value by which a learner is judged: its name, which way it is better, its unit, and, unless
/// steps report it themselves, what gathers it from outputs and batches.
///
/// ```swift
/// var measures: [Measure] {
///   [.metric(.accuracy, output: "digit", target: "labels"), .reported("critic", .maximize)]
/// }
/// ```
public struct Measure {
  /// The name in histories and progress lines.
  public let name: String
  /// Which way it is better; nil where neither is.
  public let direction: Monitor.Direction?
  /// The unit; nil for a plain number.
  public let unit: String?
  /// What gathers it; nil where reports hold it.
  var accumulator: (any MeasureAccumulator)?

  /// A measure that `accumulator` gathers.
  public init(
    _ name: String, _ direction: Monitor.Direction?, unit: String? = nil,
    accumulator: (any MeasureAccumulator)?
  ) {
    self.name = name
    self.direction = direction
    self.unit = unit
    self.accumulator = accumulator
  }

  /// A value that reports hold under this name, and which way it is better.
  public static func reported(
    _ name: String, _ direction: Monitor.Direction, unit: String? = nil
  ) -> Measure {
    Measure(name, direction, unit: unit, accumulator: nil)
  }

  /// A metric of one output and one target.
  ///
  /// - Parameters:
  ///   - metric: the metric.
  ///   - name: what histories call it; nil for the metric's own name.
  ///   - output: the output's name; nil for the first.
  ///   - target: the target's name; nil for the first.
  public static func metric(
    _ metric: any Metric, named name: String? = nil, output: String? = nil, target: String? = nil
  ) -> Measure {
    let entry = try? MetricConfiguration.named(metric.name)
    return Measure(
      name ?? metric.name, entry.map { $0.greaterIsBetter ? .maximize : .minimize },
      accumulator: MetricAccumulator(metric: metric, output: output, target: target))
  }

  /// A metric of one output and one target.
  public static func metric(
    _ kind: MetricKind, named name: String? = nil, output: String? = nil, target: String? = nil
  ) -> Measure {
    metric(kind.make(), named: name, output: output, target: target)
  }
}

/// What gathers a measure, batch by batch.
public protocol MeasureAccumulator {
  /// The figure over all batches since the last reset; not a number before the first.
  var value: Double { get }
  /// What has been gathered, for checkpoints.
  var state: [Double] { get set }
  /// Adds a batch and the outputs for it.
  mutating func update(_ outputs: Values, _ batch: Batch)
  /// Forgets all batches.
  mutating func reset()
}

/// A metric that reads one output and one target.
struct MetricAccumulator: MeasureAccumulator {
  var metric: any Metric
  let output: String?
  let target: String?

  var value: Double { metric.value }
  var state: [Double] {
    get { metric.state }
    set { metric.state = newValue }
  }

  mutating func update(_ outputs: Values, _ batch: Batch) {
    let prediction = output.map { outputs[$0] } ?? outputs.first
    let truth = target.map { batch.targets[$0] } ?? batch.targets.first
    guard let prediction, let truth else { return }
    metric.update(prediction, truth)
  }

  mutating func reset() { metric.reset() }
}
