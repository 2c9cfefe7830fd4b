import ApusCore

/// ``Adam`` with Nesterov's momentum: with µₜ = β₁(1 − 0.96ᵗ/2) and Mₜ = µ₁µ₂…µₜ,
/// m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v),
/// w ← w − η (µₜ₊₁m/(1−Mₜ₊₁) + (1−µₜ)g/(1−Mₜ)) / (√(v/(1−β₂ᵗ)) + ε).
///
/// Weight decay is decoupled: w ← w − ηλw before the step. The momentum has this schedule of its
/// own and follows no other. Source: Dozat 2016; Keras 3 `Nadam`; lecture S4, NAdam.
public final class Nadam: FusedOptimizer {
  /// β₁: how much of the mean gradient stays.
  public let beta1: Double
  /// β₂: how much of the mean square stays.
  public let beta2: Double
  /// ε, beside the root.
  public let epsilon: Double
  /// Mₜ for the step t, so that the product is not taken anew at every step.
  private var product = (step: 0, value: 1.0)

  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double? = nil
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: ["momentum", "velocity"])
  }

  /// µₜ.
  private func momentum(_ step: Int) -> Double { beta1 * (1 - 0.5 * power(0.96, step)) }

  override func rule(step: Int) -> UpdateRule {
    if product.step >= step { product = (0, 1) }
    while product.step < step {
      product.step += 1
      product.value *= momentum(product.step)
    }
    let next = momentum(step + 1)
    let correction = (1 - power(beta2, step)).squareRoot()
    return .nadam(
      beta1: beta1, beta2: beta2, epsilon: epsilon * correction,
      meanWeight: next / (1 - product.value * next),
      gradientWeight: (1 - momentum(step)) / (1 - product.value), correction: correction)
  }

  override var options: [String: ConfigurationValue] {
    ["beta1": .number(beta1), "beta2": .number(beta2), "epsilon": .number(epsilon)]
  }
}

extension OptimizerKind {
  static var nadam: Self {
    Self("Nadam", "Adam with Nesterov's momentum") { options in
      Nadam(
        learningRate: try options.learningRate(default: 0.001),
        beta1: try options.share("beta1", default: 0.9),
        beta2: try options.share("beta2", default: 0.999), epsilon: try options.epsilon(),
        weightDecay: try options.weightDecay())
    }
  }
}
