import ApusCore

/// Negative cosine similarity: −Σ pₖ tₖ / (‖p‖ ‖t‖) over the last axis, the mean over all else; −1
/// where both point the same way.
///
/// - Parameters:
///   - prediction: [batch, …, width], floating point.
///   - target: the shape of `prediction`. Vectors shorter than 10⁻⁶ count as having that length.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `CosineSimilarity`.
public func cosineSimilarity(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "cosineSimilarity")
  require(prediction.rank >= 1, "cosineSimilarity: a prediction without an axis")
  let cosine = (prediction.unitLength * target.unitLength).sum(axis: -1)
  return (-cosine).reduced(by: reduction, weights: sampleWeights)
}

extension Tensor {
  /// The vectors along the last axis, each divided by its length.
  fileprivate var unitLength: Tensor {
    self * rsqrt(squared.sum(axis: -1, keepDimensions: true).clamped(from: 1e-12))
  }
}

extension Loss {
  /// See ``ApusNN/cosineSimilarity(_:_:sampleWeights:reduction:)``.
  public static var cosineSimilarity: Loss { cosineSimilarity(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func cosineSimilarity(reduction: Reduction = .mean) -> Loss {
    Loss(library: "cosineSimilarity", reduction: reduction) {
      ApusNN.cosineSimilarity($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let cosineSimilarityEntry = LossEntry("cosineSimilarity", "−Σ p t / (‖p‖ ‖t‖)") {
    .cosineSimilarity(reduction: $1)
  }
}
