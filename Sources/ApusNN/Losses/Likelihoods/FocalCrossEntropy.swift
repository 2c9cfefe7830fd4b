import ApusCore

/// Binary focal loss: the mean of (1 − q)^γ · b over all elements, b the binary cross-entropy and q
/// the probability that was given to what is true: t p + (1 − t)(1 − p).
///
/// What is already right counts for little, so that many easy examples do not drown the few hard
/// ones.
///
/// - Parameters:
///   - prediction: probabilities, clipped to 10⁻⁷…1 − 10⁻⁷ in b; logits where `fromLogits`.
///   - target: 0 or 1, in the shape of `prediction`, a last axis of 1 aside.
///   - gamma: γ, not below 0; 0 gives the cross-entropy.
///   - alpha: where not nil, losses are multiplied by α where t = 1 and 1 − α where t = 0 (Keras's
///     `apply_class_balancing`).
///   - fromLogits: whether predictions are logits.
///   - labelSmoothing: ε moves targets towards ½: t(1 − ε) + ε/2.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Lin et al. 2017; Keras 3 `BinaryFocalCrossentropy`; lecture S3, RetinaNet.
public func binaryFocalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, gamma: Double = 2, alpha: Double? = nil,
  fromLogits: Bool = false, labelSmoothing: Double = 0, sampleWeights: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "binaryFocalCrossEntropy")
    .smoothed(labelSmoothing)
  let p = fromLogits ? sigmoid(prediction) : prediction
  let missed: Tensor = target * (1 - p) + (1 - target) * p
  var losses = prediction.binaryCrossEntropies(target, fromLogits: fromLogits)
  // Above 0: a power below 1 has no slope there.
  losses = losses * pow(missed.clamped(from: smallestProbability, to: 1), gamma)
  if let alpha { losses = losses * (target * (2 * alpha - 1) + (1 - alpha)) }
  return losses.reducedFromElements(by: reduction, weights: sampleWeights)
}

/// Categorical focal loss: −α Σₖ (1 − pₖ)^γ tₖ ln pₖ over the last axis, the mean over all else.
///
/// - Parameters:
///   - prediction: [batch, …, classes]. Probabilities, divided by their sum and then clipped to
///     10⁻⁷…1 − 10⁻⁷; logits where `fromLogits`, clipped as well.
///   - target: probabilities (one-hot as a rule) in the shape of `prediction`.
///   - gamma: γ, not below 0; 0 gives the cross-entropy times α.
///   - alpha: α, a factor before all.
///   - fromLogits: whether predictions are logits.
///   - labelSmoothing: ε spreads over all classes: t(1 − ε) + ε / classes.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Lin et al. 2017; Keras 3 `CategoricalFocalCrossentropy`; lecture S3, RetinaNet.
public func categoricalFocalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, gamma: Double = 2, alpha: Double = 0.25,
  fromLogits: Bool = false, labelSmoothing: Double = 0, sampleWeights: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  require(prediction.rank >= 1, "categoricalFocalCrossEntropy: a prediction without classes")
  let target = target.classShares(
    for: prediction, labelSmoothing, "categoricalFocalCrossEntropy")
  let shares = fromLogits ? softmax(prediction, axis: -1) : prediction
  let p = shares.normalizedProbabilities
  let losses = (target * log(p) * pow(1 - p, gamma)).sum(axis: -1) * -alpha
  return losses.reduced(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// The loss that the function `binaryFocalCrossEntropy` computes.
  public static func binaryFocalCrossEntropy(
    gamma: Double = 2, alpha: Double? = nil, fromLogits: Bool = false, labelSmoothing: Double = 0,
    reduction: Reduction = .mean
  ) -> Loss {
    var options = focalOptions(gamma, fromLogits, labelSmoothing)
    if let alpha { options["alpha"] = .number(alpha) }
    return Loss(library: "binaryFocalCrossEntropy", options, reduction: reduction) {
      ApusNN.binaryFocalCrossEntropy(
        $0, $1, gamma: gamma, alpha: alpha, fromLogits: fromLogits, labelSmoothing: labelSmoothing,
        sampleWeights: $2, reduction: $3)
    }
  }

  /// The loss that the function `categoricalFocalCrossEntropy` computes.
  public static func categoricalFocalCrossEntropy(
    gamma: Double = 2, alpha: Double = 0.25, fromLogits: Bool = false, labelSmoothing: Double = 0,
    reduction: Reduction = .mean
  ) -> Loss {
    var options = focalOptions(gamma, fromLogits, labelSmoothing)
    options["alpha"] = .number(alpha)
    return Loss(library: "categoricalFocalCrossEntropy", options, reduction: reduction) {
      ApusNN.categoricalFocalCrossEntropy(
        $0, $1, gamma: gamma, alpha: alpha, fromLogits: fromLogits, labelSmoothing: labelSmoothing,
        sampleWeights: $2, reduction: $3)
    }
  }

  private static func focalOptions(
    _ gamma: Double, _ fromLogits: Bool, _ labelSmoothing: Double
  ) -> [String: ConfigurationValue] {
    [
      "gamma": .number(gamma), "fromLogits": .flag(fromLogits),
      "labelSmoothing": .number(labelSmoothing),
    ]
  }

  static let binaryFocalCrossEntropyEntry = LossEntry(
    "binaryFocalCrossEntropy",
    "mean of (1 − q)^γ times the binary cross-entropy, q = tp + (1 − t)(1 − p)"
  ) {
    .binaryFocalCrossEntropy(
      gamma: try $0.number("gamma", in: 0...100, default: 2),
      alpha: $0.value("alpha") == nil ? nil : try $0.number("alpha", in: 0...1),
      fromLogits: try $0.fromLogits(), labelSmoothing: try $0.labelSmoothing(), reduction: $1)
  }

  static let categoricalFocalCrossEntropyEntry = LossEntry(
    "categoricalFocalCrossEntropy", "−α Σₖ (1 − pₖ)^γ tₖ ln pₖ over the classes"
  ) {
    .categoricalFocalCrossEntropy(
      gamma: try $0.number("gamma", in: 0...100, default: 2),
      alpha: try $0.number("alpha", in: 0...1, default: 0.25), fromLogits: try $0.fromLogits(),
      labelSmoothing: try $0.labelSmoothing(), reduction: $1)
  }
}
