import ApusCore

/// Gradients divided by the root of their moving mean square: v ← ρv + (1−ρ)g², w ← w − ηg/√(v +
/// ε).
///
/// Centered: by the root of v − a² + ε, a ← ρa + (1−ρ)g the moving mean. With momentum: m ← µm +
/// ηg/√…, w ← w − m. Weight decay is decoupled: w ← w − ηλw before the step. Source: Hinton 2012,
/// lecture 6; Keras 3 `RMSprop`.
public final class RMSprop: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``RMSprop``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// ρ: how much of the moving mean stays.
    public var rho = 0.9
    /// µ.
    public var momentum = 0.0
    /// ε, under the root.
    public var epsilon = 1e-7
    /// Whether the mean square is taken about the moving mean.
    public var centered = false
    public static let limits: Limits = [
      "rho": .share, "momentum": .share, "epsilon": .number(0...1),
    ]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(
      settings.step,
      stateNames: [
        "velocity", settings.momentum > 0 ? "momentum" : nil,
        settings.centered ? "average_gradient" : nil,
      ])
  }

  /// Defaults as in Keras.
  public convenience init(
    learningRate: some LearningRateSource = 0.001, rho: Double = 0.9, momentum: Double = 0,
    epsilon: Double = 1e-7,
    centered: Bool = false, weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(
      Configuration(step: step, rho: rho, momentum: momentum, epsilon: epsilon, centered: centered))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule {
    .rmsprop(
      rho: settings.rho, momentum: scheduledMomentum ?? settings.momentum,
      epsilon: settings.epsilon, centered: settings.centered)
  }
}

extension OptimizerEntry {
  static var rmsprop: Self {
    Self(
      "RMSprop", "the gradient by the root of its moving mean square",
      of: RMSprop.Configuration.self
    ) {
      RMSprop($0)
    }
  }
}
