import ApusCore

/// ``Adam`` with the greatest gradient in place of the root mean square: m ← m + (1−β₁)(g − m), u ←
/// max(β₂u, |g|), w ← w − η/(1−β₁ᵗ) · m/(u + ε).
///
/// Weight decay is decoupled: w ← w − ηλw before the step. Source: Kingma & Ba 2015, section 7.1;
/// Keras 3 `Adamax`; lecture S4, AdaMax.
public final class Adamax: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``Adamax``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// β₁: how much of the mean gradient stays.
    public var beta1 = 0.9
    /// β₂: how much of the greatest gradient stays.
    public var beta2 = 0.999
    /// ε, beside the greatest gradient.
    public var epsilon = 1e-7
    public static let limits: Limits = [
      "beta1": .decay, "beta2": .decay, "epsilon": .number(0...1),
    ]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: ["momentum", "norm"])
  }

  /// Defaults as in Keras.
  public convenience init(
    learningRate: some LearningRateSource = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-7, weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step, beta1: beta1, beta2: beta2, epsilon: epsilon))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule {
    let beta1 = scheduledMomentum ?? settings.beta1
    return .adamax(
      beta1: beta1, beta2: settings.beta2, epsilon: settings.epsilon,
      correction: 1 / (1 - power(beta1, step)))
  }
}

extension OptimizerEntry {
  static var adamax: Self {
    Self(
      "Adamax", "Adam with the greatest gradient in place of the mean square",
      of: Adamax.Configuration.self
    ) {
      Adamax($0)
    }
  }
}
