extension MetricKind {
  /// The mean of |prediction − target| over all elements. Source: scikit-learn's
  /// `mean_absolute_error`.
  public static var meanAbsoluteError: MetricKind { mean(of: .meanAbsoluteError) }

  /// The mean of (prediction − target)² over all elements. Source: scikit-learn's
  /// `mean_squared_error`.
  public static var meanSquaredError: MetricKind { mean(of: .meanSquaredError) }

  /// The root of the mean of (prediction − target)² over all elements, as Keras 3 has it. (Of
  /// several outputs scikit-learn's `root_mean_squared_error` is the mean of the outputs' roots.)
  public static var rootMeanSquaredError: MetricKind {
    mean(of: .meanSquaredError, named: "rootMeanSquaredError", transform: { $0.squareRoot() })
  }

  /// The mean of 100 |prediction − target| / |target|, in percent, as Keras 3 has it: 100 times
  /// scikit-learn's `mean_absolute_percentage_error`. Targets below 10⁻⁷ count as 10⁻⁷.
  public static var meanAbsolutePercentageError: MetricKind {
    mean(of: .meanAbsolutePercentageError)
  }

  /// The mean of (ln(1 + prediction) − ln(1 + target))². Source: scikit-learn's
  /// `mean_squared_log_error`.
  public static var meanSquaredLogarithmicError: MetricKind {
    mean(of: .meanSquaredLogarithmicError)
  }

  /// The mean of Σ p t / (‖p‖ ‖t‖) over the last axis: 1 where prediction and target point the same
  /// way, 0 for a vector of zeros. Source: Keras 3 `CosineSimilarity`; the diagonal of
  /// scikit-learn's `cosine_similarity`.
  public static var cosineSimilarity: MetricKind { mean(of: .cosineSimilarity, transform: { -$0 }) }
}
