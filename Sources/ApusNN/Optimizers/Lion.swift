import ApusCore

/// The sign of a mean of momentum and gradient: w ← w − η sign(β₁m + (1−β₁)g), then m ← β₂m +
/// (1−β₂)g.
///
/// One state, and every weight moves by η; rates a tenth of Adam's suit it. Weight decay is
/// decoupled: w ← w − ηλw before the step. Source: Chen et al. 2023; Keras 3 `Lion`.
public final class Lion: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``Lion``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// β₁: the momentum's part in the direction.
    public var beta1 = 0.9
    /// β₂: how much of the momentum stays.
    public var beta2 = 0.99
    public static let limits: Limits = ["beta1": .decay, "beta2": .decay]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: ["momentum"])
  }

  /// Defaults as in Keras.
  public convenience init(
    learningRate: some LearningRateSource = 0.001, beta1: Double = 0.9, beta2: Double = 0.99,
    weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step, beta1: beta1, beta2: beta2))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule {
    .lion(beta1: scheduledMomentum ?? settings.beta1, beta2: settings.beta2)
  }
}

extension OptimizerEntry {
  static var lion: Self {
    Self("Lion", "the sign of a mean of momentum and gradient", of: Lion.Configuration.self) {
      Lion($0)
    }
  }
}
