import ApusCore

/// ``Adam`` with the greatest gradient in place of the root mean square: m ← m + (1−β₁)(g − m), u ←
/// max(β₂u, |g|), w ← w − η/(1−β₁ᵗ) · m/(u + ε).
///
/// Weight decay is decoupled: w ← w − ηλw before the step. Source: Kingma & Ba 2015, section 7.1;
/// Keras 3 `Adamax`; lecture S4, AdaMax.
public final class Adamax: FusedOptimizer {
  /// β₁: how much of the mean gradient stays.
  public let beta1: Double
  /// β₂: how much of the greatest gradient stays.
  public let beta2: Double
  /// ε, beside the greatest gradient.
  public let epsilon: Double

  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double? = nil
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: ["momentum", "norm"])
  }

  override func rule(step: Int) -> UpdateRule {
    let beta1 = scheduledMomentum ?? beta1
    return .adamax(
      beta1: beta1, beta2: beta2, epsilon: epsilon, correction: 1 / (1 - power(beta1, step)))
  }

  override var options: [String: ConfigurationValue] {
    ["beta1": .number(beta1), "beta2": .number(beta2), "epsilon": .number(epsilon)]
  }
}

extension OptimizerKind {
  static var adamax: Self {
    Self("Adamax", "Adam with the greatest gradient in place of the mean square") { options in
      Adamax(
        learningRate: try options.learningRate(default: 0.001),
        beta1: try options.share("beta1", default: 0.9),
        beta2: try options.share("beta2", default: 0.999), epsilon: try options.epsilon(),
        weightDecay: try options.weightDecay())
    }
  }
}
