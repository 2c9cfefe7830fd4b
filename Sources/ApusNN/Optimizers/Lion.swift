import ApusCore

/// The sign of a mean of momentum and gradient: w ← w − η sign(β₁m + (1−β₁)g), then m ← β₂m +
/// (1−β₂)g.
///
/// One state, and every weight moves by η; rates a tenth of Adam's suit it. Weight decay is
/// decoupled: w ← w − ηλw before the step. Source: Chen et al. 2023; Keras 3 `Lion`.
public final class Lion: FusedOptimizer {
  /// β₁: the momentum's part in the direction.
  public let beta1: Double
  /// β₂: how much of the momentum stays.
  public let beta2: Double

  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, beta1: Double = 0.9, beta2: Double = 0.99,
    weightDecay: Double? = nil
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: ["momentum"])
  }

  override func rule(step: Int) -> UpdateRule {
    .lion(beta1: scheduledMomentum ?? beta1, beta2: beta2)
  }

  override var options: [String: ConfigurationValue] {
    ["beta1": .number(beta1), "beta2": .number(beta2)]
  }
}

extension OptimizerKind {
  static var lion: Self {
    Self("Lion", "the sign of a mean of momentum and gradient") { options in
      Lion(
        learningRate: try options.learningRate(default: 0.001),
        beta1: try options.share("beta1", default: 0.9),
        beta2: try options.share("beta2", default: 0.99), weightDecay: try options.weightDecay())
    }
  }
}
