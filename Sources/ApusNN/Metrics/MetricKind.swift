import ApusCore
import ApusFiles

/// A metric by name, from which a trainer makes one of its own; also a plain function of
/// predictions and targets.
///
/// ```swift
/// model.compile(optimizer: Adam(), loss: loss, metrics: [.accuracy, .f1Score, .auc])
/// let r2 = MetricKind.r2Score(model(features), targets)
/// ```
///
/// In training and evaluation a metric reads predictions as the loss does: with a loss from logits,
/// of logits. A setting of its own (`.logLoss(fromLogits: true)`) wins; called as a plain function,
/// it takes probabilities where it has none. What needs probabilities traps on other numbers. All
/// figures are computed in float64, whatever the element type.
public struct MetricKind {
  /// The metric's name.
  public let name: String
  private let maker: () -> any Metric

  /// A kind of metric.
  public init(_ name: String, _ make: @escaping () -> any Metric) {
    self.name = name
    maker = make
  }

  /// A fresh metric.
  public func make() -> any Metric { maker() }

  /// The figure of one batch of predictions and their targets.
  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Double {
    var metric = make()
    metric.update(prediction, target)
    return metric.value
  }

  /// All metrics of the library, with their usual settings.
  public static var all: [MetricKind] {
    [
      // Classes
      .accuracy, .binaryAccuracy, .topKAccuracy, .topKError, .balancedAccuracy, .cohenKappa,
      .matthewsCorrelation, .precision, .recall, .specificity, .f1Score, .meanIoU, .dice,
      // Rankings
      .auc, .averagePrecision,
      // Probabilities
      .logLoss, .perplexity, .brierScore, .expectedCalibrationError,
      // Values
      .meanAbsoluteError, .meanSquaredError, .rootMeanSquaredError, .meanAbsolutePercentageError,
      .meanSquaredLogarithmicError, .cosineSimilarity, .r2Score, .explainedVariance,
    ]
  }

  /// The names of the library's metrics.
  public static let names: [String] = all.map(\.name)

  /// The library's metric of this name; throws if no metric has it.
  public static func named(_ name: String) throws -> MetricKind {
    guard let kind = all.first(where: { $0.name == name }) else {
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not a metric\(suggestion(for: name, among: names))")
    }
    return kind
  }
}

extension MetricKind: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}
