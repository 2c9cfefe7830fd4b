import ApusCore

/// Moving means of the gradient and its square, corrected for their start at zero:
/// m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v), w ← w − η √(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε).
///
/// AMSGrad divides by the greatest v so far. Weight decay is decoupled: w ← w − ηλw before the step
/// (Keras applies it so in Adam too). A schedule that cycles the momentum cycles β₁. Source: Kingma
/// & Ba 2015; Reddi et al. 2018; Keras 3 `Adam`.
public class Adam: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``Adam``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// β₁: how much of the mean gradient stays.
    public var beta1 = 0.9
    /// β₂: how much of the mean square stays.
    public var beta2 = 0.999
    /// ε, beside the root.
    public var epsilon = 1e-7
    /// Whether to divide by the greatest mean square so far.
    public var amsgrad = false
    public static let limits: Limits = [
      "beta1": .decay, "beta2": .decay, "epsilon": .number(0...1),
    ]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(
      settings.step, stateNames: ["momentum", "velocity", settings.amsgrad ? "velocity_hat" : nil])
  }

  /// Defaults as in Keras.
  public convenience init(
    learningRate: some LearningRateSource = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double? = nil, amsgrad: Bool = false
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(
      Configuration(step: step, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule {
    let beta1 = scheduledMomentum ?? settings.beta1
    let correction =
      (1 - power(settings.beta2, step)).squareRoot() / (1 - power(beta1, step))
    return .adam(
      beta1: beta1, beta2: settings.beta2, epsilon: settings.epsilon,
      amsgrad: settings.amsgrad, correction: correction)
  }
}

extension OptimizerEntry {
  static var adam: Self {
    Self(
      "Adam", "moving means of gradient and square, corrected for their start",
      of: Adam.Configuration.self
    ) {
      Adam($0)
    }
  }
}
