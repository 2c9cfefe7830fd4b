import ApusCore
import ApusFiles

/// The metrics that a configuration can name, with their settings, as `f1Score` or `topKAccuracy`
/// with `k`.
///
/// ```swift
/// let kind = try MetricConfiguration.makeMetric(.object(["name": "topKAccuracy", "k": 3]))
/// ```
///
/// ``MetricKind/named(_:)`` gives each with its usual settings.
public struct MetricConfiguration: Sendable {
  /// The metric's name.
  public let name: String
  /// The field's abbreviation, which may be written for the name; nil if it has none.
  public let short: String?
  /// What it is, in one line.
  public let summary: String
  /// Whether it is a figure of classes; else of values.
  public let isOfClasses: Bool
  /// Whether a greater figure is better.
  public let greaterIsBetter: Bool
  /// Whether it is a figure of probabilities, and so has a setting `fromLogits`.
  public let takesLogits: Bool
  private let make: @Sendable (inout Options) throws -> MetricKind

  /// A metric.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - short: the field's abbreviation; nil if it has none.
  ///   - summary: what it is, in one line.
  ///   - isOfClasses: whether it is a figure of classes; else of values.
  ///   - greaterIsBetter: whether a greater figure is better.
  ///   - takesLogits: whether it has a setting `fromLogits`, given as the loss reads outputs.
  ///   - make: reads the settings.
  public init(
    _ name: String, short: String? = nil, _ summary: String, isOfClasses: Bool = true,
    greaterIsBetter: Bool = true, takesLogits: Bool = false,
    make: @escaping @Sendable (inout Options) throws -> MetricKind
  ) {
    self.name = name
    self.short = short
    self.summary = summary
    self.isOfClasses = isOfClasses
    self.greaterIsBetter = greaterIsBetter
    self.takesLogits = takesLogits
    self.make = make
  }

  /// All metrics, those of classes first, then what the program adds.
  public static var all: [MetricConfiguration] { library + added.all }

  private static let library = classes + rankings + probabilities + values

  /// The program's own metrics.
  package static let added = Additions<MetricConfiguration>()

  /// The names of all metrics.
  public static var names: [String] { all.map(\.name) }

  /// The names by their abbreviations.
  public static var abbreviations: [String: String] {
    Dictionary(
      all.compactMap { entry in entry.short.map { ($0, entry.name) } },
      uniquingKeysWith: { a, _ in a })
  }

  /// The entry of that name; throws if no metric has it.
  public static func named(_ name: String) throws -> MetricConfiguration {
    guard let entry = all.first(where: { $0.name == name }) else {
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not a metric\(suggestion(for: name, among: names))")
    }
    return entry
  }

  /// The metric that `value`, an object with a name and settings, describes; throws where that is
  /// not known or possible.
  public static func makeMetric(_ value: ConfigurationValue) throws -> MetricKind {
    try Registry<MetricKind>(
      "a metric", all.map { Registry.Entry($0.name, $0.summary, make: $0.make) }
    ).make(value)
  }

  private static let classes: [MetricConfiguration] = [
    MetricConfiguration("accuracy", "the share of right answers") { _ in .accuracy },
    MetricConfiguration(
      "topKAccuracy", short: "topK",
      "the share of examples whose class is among the k greatest outputs"
    ) { .topKAccuracy(k: try $0.integer("k", default: 5)) },
    MetricConfiguration(
      "topKError", "1 − topKAccuracy", greaterIsBetter: false
    ) { .topKError(k: try $0.integer("k", default: 5)) },
    MetricConfiguration("balancedAccuracy", "the mean recall over the classes") { _ in
      .balancedAccuracy
    },
    MetricConfiguration("cohenKappa", short: "kappa", "agreement beyond chance") { _ in .cohenKappa
    },
    MetricConfiguration(
      "matthewsCorrelation", short: "mcc", "the correlation of answers and classes"
    ) { _ in .matthewsCorrelation },
    figure(.precision, "TP / (TP + FP), averaged over the classes"),
    figure(.recall, "TP / (TP + FN), averaged over the classes"),
    figure(.specificity, "TN / (TN + FP), averaged over the classes"),
    figure(.f1Score, short: "f1", "2TP / (2TP + FP + FN), averaged over the classes"),
    MetricConfiguration(
      "fBeta", "F₁ in which recall counts beta times as much, averaged over the classes"
    ) { options in
      let beta = try options.number("beta", in: 0...1e3, default: 2)
      return .figure(.fBeta(beta), average: try options.average())
    },
    figure(.jaccard, "TP / (TP + FP + FN), averaged over the classes"),
    figure(.dice, "F₁ under the name it has in segmentation"),
    MetricConfiguration("meanIoU", short: "iou", "the mean of TP / (TP + FP + FN)") { _ in .meanIoU
    },
  ]

  private static func figure(
    _ figure: ClassFigure, short: String? = nil, _ summary: String
  ) -> MetricConfiguration {
    MetricConfiguration(figure.name, short: short, summary) { options in
      .figure(figure, average: try options.average())
    }
  }

  private static let rankings: [MetricConfiguration] = [
    MetricConfiguration(
      "auc", "the area under the ROC curve, each class against the others", takesLogits: true
    ) { options in
      .auc(average: try options.average() ?? .macro, fromLogits: try options.ownFromLogits())
    },
    MetricConfiguration(
      "averagePrecision", short: "ap", "the area under the precision-recall curve",
      takesLogits: true
    ) { options in
      .averagePrecision(
        average: try options.average() ?? .macro, fromLogits: try options.ownFromLogits())
    },
  ]

  private static let probabilities: [MetricConfiguration] = [
    MetricConfiguration(
      "logLoss", "the mean −ln p of the true classes", greaterIsBetter: false, takesLogits: true
    ) { .logLoss(fromLogits: try $0.ownFromLogits()) },
    MetricConfiguration(
      "perplexity", "e to the power of logLoss", greaterIsBetter: false, takesLogits: true
    ) { .perplexity(fromLogits: try $0.ownFromLogits()) },
    MetricConfiguration(
      "brierScore", short: "brier", "the mean squared error of the probabilities",
      greaterIsBetter: false, takesLogits: true
    ) { .brierScore(fromLogits: try $0.ownFromLogits()) },
    MetricConfiguration(
      "expectedCalibrationError", short: "ece", "how far confidence is from accuracy",
      greaterIsBetter: false, takesLogits: true
    ) { options in
      .expectedCalibrationError(
        bins: try options.integer("bins", in: 1...10_000, default: 15),
        fromLogits: try options.ownFromLogits())
    },
  ]

  private static let values: [MetricConfiguration] = [
    value(.binaryAccuracy, nil, "the share of single outputs on the right side of ½", true),
    value(.meanAbsoluteError, "mae", "the mean |e|"),
    value(.meanSquaredError, "mse", "the mean e²"),
    value(.rootMeanSquaredError, "rmse", "the root of the mean e²"),
    value(.meanAbsolutePercentageError, "mape", "the mean of 100 |e| / |t|"),
    value(.meanSquaredLogarithmicError, "msle", "the mean (ln (1 + p) − ln (1 + t))²"),
    value(.cosineSimilarity, nil, "the cosine of the angle between outputs and targets", true),
    value(.r2Score, "r2", "the share of the targets' variance that is explained", true),
    value(.explainedVariance, nil, "r2Score without a constant error", true),
  ]

  private static func value(
    _ kind: @autoclosure @escaping @Sendable () -> MetricKind, _ short: String?,
    _ summary: String, _ greaterIsBetter: Bool = false
  ) -> MetricConfiguration {
    MetricConfiguration(
      kind().name, short: short, summary, isOfClasses: false, greaterIsBetter: greaterIsBetter
    ) { _ in kind() }
  }
}

extension Options {
  /// The setting `fromLogits`; nil where it is missing, so that the metric reads outputs as the
  /// loss does.
  fileprivate mutating func ownFromLogits() throws -> Bool? {
    value("fromLogits") == nil ? nil : try flag("fromLogits", default: false)
  }

  /// How the figures of classes become one; nil for the usual way.
  fileprivate mutating func average() throws -> ClassAverage? {
    switch try text("average") {
    case nil: return nil
    case "macro": return .macro
    case "micro": return .micro
    case "weighted": return .weighted
    default: throw wrong("average", "macro, micro or weighted")
    }
  }
}
