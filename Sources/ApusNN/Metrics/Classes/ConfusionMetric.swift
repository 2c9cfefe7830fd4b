import ApusCore

/// A metric that follows from the confusion matrix of all batches.
///
/// Predictions and targets as ``Accuracy`` takes them; the matrix has as many classes as there are
/// outputs, two of a single one. Once an output is not a number, nor is the figure. Traps where a
/// target is none of the classes.
public struct ConfusionMetric: Metric {
  /// The name in histories and progress lines.
  public let name: String
  private let threshold: Double?
  private let figure: (ConfusionMatrix) -> Double
  private var rule: ReadingRule

  /// The matrix of all batches; nil before the first.
  public private(set) var matrix: ConfusionMatrix?
  /// Whether an output was not a number: the matrix lacks its example.
  private var lacksNumbers = false
  /// Whether what was gathered comes from a file, and no batch has come since.
  private var isRestored = false

  /// A metric of this name; a single output is 1 above `threshold`, where that is nil above ½, of
  /// logits above 0.
  public init(
    _ name: String, threshold: Double? = nil, fromLogits: Bool? = nil,
    figure: @escaping (ConfusionMatrix) -> Double
  ) {
    self.name = name
    self.threshold = threshold
    rule = ReadingRule(fromLogits: fromLogits)
    self.figure = figure
  }

  /// The figure so far; not a number before the first batch.
  public var value: Double { lacksNumbers ? .nan : matrix.map(figure) ?? .nan }

  /// The counts, row by row, and one element more where an output was not a number; none before the
  /// first batch. What is no square matrix of counts, or not of the next batch's classes, counts as
  /// none.
  public var state: [Double] {
    get {
      (matrix.map { $0.counts.joined().map(Double.init) } ?? []) + (lacksNumbers ? [.nan] : [])
    }
    set {
      lacksNumbers = newValue.last?.isNaN == true
      let given = lacksNumbers ? newValue.dropLast() : newValue[...]
      let counts = given.compactMap(\.count)
      let classes = Int(Double(counts.count).squareRoot())
      let isWhole = classes > 0 && classes * classes == given.count
      matrix =
        isWhole && counts.count == given.count
        ? ConfusionMatrix((0..<classes).map { Array(counts[$0 * classes..<($0 + 1) * classes]) })
        : nil
      isRestored = true
    }
  }

  /// Adds a batch.
  public mutating func update(_ prediction: Tensor, _ target: Tensor) {
    let truth = trueClasses(target, for: prediction, rule, in: name)
    guard !truth.isEmpty else { return }
    let classes = Swift.max(2, prediction.shape[prediction.rank - 1])
    if isRestored, matrix?.counts.count != classes { reset() }
    isRestored = false
    var gathered = matrix ?? ConfusionMatrix(truth: [], recognized: [], classes: classes)
    require(
      gathered.counts.count == classes,
      "\(name): a batch of \(classes) classes after one of \(gathered.counts.count)")
    matrix = nil
    let recognized = recognizedClasses(prediction, threshold: threshold ?? rule.threshold)
    let known = recognized.indices.filter { recognized[$0] != nil }
    lacksNumbers = lacksNumbers || known.count < recognized.count
    gathered.add(truth: known.map { truth[$0] }, recognized: recognized.compactMap { $0 })
    matrix = gathered
  }

  /// Forgets all batches.
  public mutating func reset() {
    matrix = nil
    lacksNumbers = false
  }

  /// Takes outputs for what they are.
  public mutating func follow(_ reading: OutputReading) { rule.follow(reading) }
}

extension MetricKind {
  /// A figure of the classes, averaged: by default that of class 1 where there are two classes, as
  /// Keras and scikit-learn have it, and the mean over the classes where there are more. A class
  /// for which the denominator is 0 counts as `zeroDivision`, or not at all if that is not a
  /// number. A single output is 1 above `threshold`, where that is nil above ½, of logits above 0.
  public static func figure(
    _ figure: ClassFigure, average: ClassAverage? = nil, zeroDivision: Double = 0,
    threshold: Double? = nil
  ) -> MetricKind {
    MetricKind(figure.name) {
      ConfusionMetric(figure.name, threshold: threshold) { matrix in
        matrix.value(
          of: figure, average: average ?? (matrix.counts.count == 2 ? .one(1) : .macro),
          zeroDivision: zeroDivision)
      }
    }
  }

  /// See ``ClassFigure/precision`` and ``figure(_:average:zeroDivision:threshold:)``, which has the
  /// settings.
  public static var precision: MetricKind { figure(.precision) }

  /// See ``ClassFigure/recall`` and ``figure(_:average:zeroDivision:threshold:)``, which has the
  /// settings.
  public static var recall: MetricKind { figure(.recall) }

  /// See ``ClassFigure/specificity`` and ``figure(_:average:zeroDivision:threshold:)``, which has
  /// the settings.
  public static var specificity: MetricKind { figure(.specificity) }

  /// See ``ClassFigure/f1Score`` and ``figure(_:average:zeroDivision:threshold:)``, which has the
  /// settings.
  public static var f1Score: MetricKind { figure(.f1Score) }

  /// See ``ClassFigure/dice`` and ``figure(_:average:zeroDivision:threshold:)``, which has the
  /// settings.
  public static var dice: MetricKind { figure(.dice) }
}
