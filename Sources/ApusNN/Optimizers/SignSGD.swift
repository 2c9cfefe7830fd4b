import ApusCore

/// Every weight moves by η against its gradient's sign: w ← w − η sign(g), 0 where g = 0; with ε >
/// 0 by ηg/(|g| + ε).
///
/// Weight decay is decoupled: w ← w − ηλw before the step. Source: Bernstein et al. 2018; lecture
/// S4, algorithm 11, which has g/(√g² + ε), and S2, sign of the gradient.
public final class SignSGD: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``SignSGD``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// ε: below it a gradient counts by its size; 0 for the sign alone.
    public var epsilon = 0.0
    public static let limits: Limits = ["epsilon": .number(0...1)]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: [])
  }

  /// Traps on a negative ε.
  public convenience init(
    learningRate: some LearningRateSource = 0.001, epsilon: Double = 0, weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step, epsilon: epsilon))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule { .signSGD(epsilon: settings.epsilon) }
}

extension OptimizerEntry {
  static var signSGD: Self {
    Self(
      "SignSGD", "every weight moves by the rate against its gradient's sign",
      of: SignSGD.Configuration.self
    ) {
      SignSGD($0)
    }
  }
}
