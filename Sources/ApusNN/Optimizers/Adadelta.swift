import ApusCore

/// Steps of the size of the earlier steps: v ← ρv + (1−ρ)g², d = g √(u + ε)/√(v + ε), u ← ρu +
/// (1−ρ)d², w ← w − ηd.
///
/// The paper has η = 1; Keras 0.001. Weight decay is decoupled: w ← w − ηλw before the step.
/// Source: Zeiler 2012; Keras 3 `Adadelta`; lecture S2, Adadelta.
public final class Adadelta: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``Adadelta``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// ρ: how much of the moving means stays.
    public var rho = 0.95
    /// ε, under the roots.
    public var epsilon = 1e-7
    public static let limits: Limits = ["rho": .share, "epsilon": .number(0...1)]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: ["accumulated_gradient", "accumulated_step"])
  }

  /// Defaults as in Keras.
  public convenience init(
    learningRate: some LearningRateSource = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7,
    weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step, rho: rho, epsilon: epsilon))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule {
    .adadelta(rho: settings.rho, epsilon: settings.epsilon)
  }
}

extension OptimizerEntry {
  static var adadelta: Self {
    Self(
      "Adadelta", "steps of the size of the earlier steps; no rate to choose",
      of: Adadelta.Configuration.self
    ) {
      Adadelta($0)
    }
  }
}
