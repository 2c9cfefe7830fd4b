import ApusCore

/// Logarithm of the hyperbolic cosine: the mean of ln cosh(prediction − target) over all elements.
///
/// Near ½e² for small errors, near |e| − ln 2 for great ones, and smooth between.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `LogCosh`.
public func logCosh(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  // ln cosh e = e + ln(1 + e^−2e) − ln 2, which overflows for no e.
  let error = prediction - target.matched(to: prediction, in: "logCosh")
  let losses = error + softplus(error * -2) - 0.6931471805599453
  return losses.reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/logCosh(_:_:sampleWeights:reduction:)``.
  public static var logCosh: Loss { logCosh(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func logCosh(reduction: Reduction = .mean) -> Loss {
    Loss(library: "logCosh", reduction: reduction) {
      ApusNN.logCosh($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let logCoshEntry = LossEntry("logCosh", "mean of ln cosh(p − t)") {
    .logCosh(reduction: $1)
  }
}
