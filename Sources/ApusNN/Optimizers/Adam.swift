import ApusCore

/// Moving means of the gradient and its square, corrected for their start at zero:
/// m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v), w ← w − η √(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε).
///
/// AMSGrad divides by the greatest v so far. Weight decay is decoupled: w ← w − ηλw before the step
/// (Keras applies it so in Adam too). A schedule that cycles the momentum cycles β₁. Source: Kingma
/// & Ba 2015; Reddi et al. 2018; Keras 3 `Adam`.
public class Adam: FusedOptimizer {
  /// β₁: how much of the mean gradient stays.
  public let beta1: Double
  /// β₂: how much of the mean square stays.
  public let beta2: Double
  /// ε, beside the root.
  public let epsilon: Double
  /// Whether to divide by the greatest mean square so far.
  public let amsgrad: Bool

  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double? = nil, amsgrad: Bool = false
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.amsgrad = amsgrad
    super.init(
      learningRate: learningRate, weightDecay: weightDecay,
      stateNames: ["momentum", "velocity", amsgrad ? "velocity_hat" : nil])
  }

  override func rule(step: Int) -> UpdateRule {
    let beta1 = scheduledMomentum ?? beta1
    let correction = (1 - power(beta2, step)).squareRoot() / (1 - power(beta1, step))
    return .adam(
      beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad, correction: correction)
  }

  override var options: [String: ConfigurationValue] {
    [
      "beta1": .number(beta1), "beta2": .number(beta2), "epsilon": .number(epsilon),
      "amsgrad": .flag(amsgrad),
    ]
  }
}

extension OptimizerKind {
  static var adam: Self {
    Self("Adam", "moving means of gradient and square, corrected for their start") { options in
      Adam(
        learningRate: try options.learningRate(default: 0.001),
        beta1: try options.share("beta1", default: 0.9),
        beta2: try options.share("beta2", default: 0.999), epsilon: try options.epsilon(),
        weightDecay: try options.weightDecay(), amsgrad: try options.flag("amsgrad", default: false)
      )
    }
  }
}
