import ApusCore

/// Steps of one length: w ← w − ηg/‖g‖, the norm taken over all parameters together; none where ‖g‖
/// = 0.
///
/// The norm does not depend on rate factors of groups; those scale a group's part of the step.
/// Normalized element by element, as in the lecture, it is ``SignSGD``. Weight decay is decoupled:
/// w ← w − ηλw before the step. Source: Nesterov 1984; lecture S4, normalized gradient descent.
public final class NormalizedGD: FusedOptimizer {
  /// Descent with steps of length `learningRate`.
  public init(learningRate: some LearningRateSource = 0.01, weightDecay: Double? = nil) {
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: [])
  }

  override func rule(step: Int) -> UpdateRule { .normalizedGD }
}

extension OptimizerKind {
  static var normalizedGD: Self {
    Self("NormalizedGD", "steps of one length along the gradient") { options in
      NormalizedGD(
        learningRate: try options.learningRate(default: 0.01),
        weightDecay: try options.weightDecay())
    }
  }
}
