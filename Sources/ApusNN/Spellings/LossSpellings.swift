// Losses and metrics by the names of their types, and by other libraries' short names.

import ApusCore

extension Loss {
  /// ``binaryCrossEntropy(fromLogits:labelSmoothing:reduction:)`` of probabilities.
  public static var binaryCrossEntropy: Loss { binaryCrossEntropy(fromLogits: false) }

  /// ``categoricalCrossEntropy(fromLogits:labelSmoothing:reduction:)`` of probabilities.
  public static var categoricalCrossEntropy: Loss { categoricalCrossEntropy(fromLogits: false) }

  /// ``sparseCategoricalCrossEntropy(fromLogits:labelSmoothing:reduction:)`` of probabilities.
  public static var sparseCategoricalCrossEntropy: Loss {
    sparseCategoricalCrossEntropy(fromLogits: false)
  }

  /// ``multilabelCrossEntropy(fromLogits:reduction:)`` of probabilities.
  public static var multilabelCrossEntropy: Loss { multilabelCrossEntropy(fromLogits: false) }

  /// ``binaryFocalCrossEntropy(gamma:alpha:fromLogits:labelSmoothing:reduction:)`` of
  /// probabilities.
  public static var binaryFocalCrossEntropy: Loss { binaryFocalCrossEntropy(gamma: 2) }

  /// ``categoricalFocalCrossEntropy(gamma:alpha:fromLogits:labelSmoothing:reduction:)`` of
  /// probabilities.
  public static var categoricalFocalCrossEntropy: Loss { categoricalFocalCrossEntropy(gamma: 2) }

  /// ``huber(delta:reduction:)`` with δ = 1.
  public static var huber: Loss { huber(delta: 1) }

  /// ``gaussianNLL(variance:reduction:)`` with σ² = 1.
  public static var gaussianNLL: Loss { gaussianNLL(variance: 1) }

  /// ``ctc(blank:reduction:)`` with blank 0.
  public static var ctc: Loss { ctc(blank: 0) }

  /// `meanSquaredError`
  @available(*, unavailable, renamed: "meanSquaredError")
  public static var mse: Loss { meanSquaredError }

  /// `meanAbsoluteError`
  @available(*, unavailable, renamed: "meanAbsoluteError")
  public static var mae: Loss { meanAbsoluteError }

  /// `binaryCrossEntropy`
  @available(*, unavailable, renamed: "binaryCrossEntropy")
  public static var bce: Loss { binaryCrossEntropy }

  /// `binaryCrossEntropy`
  @available(*, unavailable, renamed: "binaryCrossEntropy(fromLogits:)")
  public static func binaryCrossentropy(fromLogits: Bool = false) -> Loss { binaryCrossEntropy }

  /// `categoricalCrossEntropy`
  @available(*, unavailable, renamed: "categoricalCrossEntropy(fromLogits:)")
  public static func categoricalCrossentropy(fromLogits: Bool = false) -> Loss {
    categoricalCrossEntropy
  }

  /// `sparseCategoricalCrossEntropy`
  @available(*, unavailable, renamed: "sparseCategoricalCrossEntropy(fromLogits:)")
  public static func sparseCategoricalCrossentropy(fromLogits: Bool = false) -> Loss {
    sparseCategoricalCrossEntropy
  }

  /// `categoricalCrossEntropy`
  @available(
    *, unavailable,
    message: """
      write sparseCategoricalCrossEntropy(fromLogits: true) for integer labels, \
      categoricalCrossEntropy(fromLogits: true) for one-hot ones
      """
  )
  public static var crossEntropy: Loss { categoricalCrossEntropy }
}

extension MetricKind {
  /// `meanSquaredError`
  @available(*, unavailable, renamed: "meanSquaredError")
  public static var mse: MetricKind { meanSquaredError }

  /// `meanAbsoluteError`
  @available(*, unavailable, renamed: "meanAbsoluteError")
  public static var mae: MetricKind { meanAbsoluteError }

  /// `rootMeanSquaredError`
  @available(*, unavailable, renamed: "rootMeanSquaredError")
  public static var rmse: MetricKind { rootMeanSquaredError }

  /// `f1Score`
  @available(*, unavailable, renamed: "f1Score")
  public static var f1: MetricKind { f1Score }

  /// `r2Score`
  @available(*, unavailable, renamed: "r2Score")
  public static var r2: MetricKind { r2Score }

  /// `accuracy`
  @available(*, unavailable, renamed: "accuracy")
  public static var sparseCategoricalAccuracy: MetricKind { accuracy }

  /// `accuracy`
  @available(*, unavailable, renamed: "accuracy")
  public static var categoricalAccuracy: MetricKind { accuracy }
}

extension ActivationFunction {
  /// A function of one's own needs a name.
  @available(
    *, unavailable, message: "give it a name: ActivationFunction(\"mine\") { x in … }"
  )
  public init(_ function: @escaping (Tensor) -> Tensor) { fatalError() }
}
