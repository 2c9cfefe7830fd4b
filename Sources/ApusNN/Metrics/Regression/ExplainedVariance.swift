import ApusCore

/// How much of the targets' variance the predictions explain: R² or the explained variance, the
/// mean over the outputs.
///
/// R² = 1 − Σ (t − p)² / Σ (t − t̄)², and the explained variance = 1 − Var(t − p) / Var(t), which
/// forgives a constant offset. Of targets that do not vary the value is 1 where nothing is left to
/// explain, else 0; R² of a single example is not a number. Source: scikit-learn's `r2_score`,
/// `explained_variance_score`. The variances are gathered by Welford's recurrence (1962), exact
/// however large the mean is.
public struct ExplainedVariance: Metric {
  /// The name in histories and progress lines.
  public let name: String
  /// Whether an offset that all predictions have in common counts as an error, as it does for R².
  public let countsOffset: Bool
  private var outputs: [Output] = []

  /// What has been gathered of one output.
  private struct Output {
    var count = 0.0
    var targetMean = 0.0
    var targetSquares = 0.0
    var errorMean = 0.0
    var errorSquares = 0.0
    var squaredErrors = 0.0

    mutating func add(prediction: Double, target: Double) {
      let error = target - prediction
      count += 1
      squaredErrors += error * error
      Self.welford(target, count, &targetMean, &targetSquares)
      Self.welford(error, count, &errorMean, &errorSquares)
    }

    private static func welford(
      _ value: Double, _ count: Double, _ mean: inout Double, _ squares: inout Double
    ) {
      let difference = value - mean
      mean += difference / count
      squares += difference * (value - mean)
    }
  }

  /// R² (with the offset) or the explained variance (without); no batches yet.
  public init(countsOffset: Bool) {
    self.countsOffset = countsOffset
    name = countsOffset ? "r2Score" : "explainedVariance"
  }

  /// The figure so far; not a number before the first batch.
  public var value: Double {
    let shares = outputs.map { output in
      if countsOffset && output.count < 2 { return Double.nan }
      let unexplained = countsOffset ? output.squaredErrors : output.errorSquares
      if output.targetSquares == 0 { return unexplained == 0 ? 1 : 0 }
      return 1 - unexplained / output.targetSquares
    }
    return shares.reduce(0, +) / Double(shares.count)
  }

  /// Six sums of each output.
  public var state: [Double] {
    get {
      outputs.flatMap {
        [
          $0.count, $0.targetMean, $0.targetSquares, $0.errorMean, $0.errorSquares,
          $0.squaredErrors,
        ]
      }
    }
    set {
      outputs = stride(from: 0, through: newValue.count - 6, by: 6).map {
        Output(
          count: newValue[$0], targetMean: newValue[$0 + 1], targetSquares: newValue[$0 + 2],
          errorMean: newValue[$0 + 3], errorSquares: newValue[$0 + 4],
          squaredErrors: newValue[$0 + 5])
      }
    }
  }

  /// Adds a batch of predictions [batch, …, outputs] (or [batch] of one output) and targets of the
  /// same shape, a last axis of 1 aside.
  public mutating func update(_ prediction: Tensor, _ target: Tensor) {
    guard prediction.elementCount > 0 else { return }
    let answers = target.matched(to: prediction.cast(to: .float64), in: name).doubles
    let width = prediction.rank > 1 ? prediction.shape[prediction.rank - 1] : 1
    if outputs.isEmpty { outputs = Array(repeating: Output(), count: width) }
    require(outputs.count == width, "\(name): \(width) outputs after \(outputs.count)")
    for (place, value) in prediction.doubles.enumerated() {
      outputs[place % width].add(prediction: value, target: answers[place])
    }
  }

  /// Forgets all batches.
  public mutating func reset() { outputs = [] }
}

extension MetricKind {
  /// The coefficient of determination R²; see ``ExplainedVariance``.
  public static var r2Score: MetricKind {
    MetricKind("r2Score") { ExplainedVariance(countsOffset: true) }
  }

  /// The explained variance; see ``ExplainedVariance``.
  public static var explainedVariance: MetricKind {
    MetricKind("explainedVariance") {
      ExplainedVariance(countsOffset: false)
    }
  }
}
