import ApusCore
import CApusKernels

/// Steps of one length: w ← w − ηg/‖g‖, the norm taken over all parameters together; none where ‖g‖ = 0.
///
/// The norm does not depend on rate factors of groups; those scale a group's part of the step. Normalized element by
/// element, as in the lecture, it is ``SignSGD``. Weight decay is decoupled: w ← w − ηλw before the step.
/// Source: Nesterov 1984; lecture S4, normalized gradient descent.
public final class NormalizedGD: FusedOptimizer {
  /// Descent with steps of length `learningRate`.
  public init(learningRate: some LearningRateSource = 0.01, weightDecay: Double? = nil) {
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: [],
      Kernels(float32: apus_sgd_float32, float64: apus_sgd_float64))
  }

  override func complete(_ settings: inout apus_step, step: Int) {
    let norm = gradientSquare.squareRoot()
    settings.correction = norm == 0 ? 0 : 1 / norm
  }
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
