import ApusCore

/// Momentum as a moving mean of the gradient: m ← βm + (1−β)g, w ← w − ηm; Nesterov: w ← w − η(βm +
/// (1−β)g).
///
/// With a rate 1/(1−β) times that of ``SGD``'s momentum the paths are the same. Nesterov's form
/// takes the gradient at w − ηβm; the weights kept here are those points, as in ``SGD``. Weight
/// decay is decoupled. A schedule that cycles the momentum cycles β. Source: lecture S4, algorithms
/// 9 and 10.
public final class AveragedMomentum: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``AveragedMomentum``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.01)
    /// β, 0 ≤ β < 1.
    public var beta = 0.9
    /// Whether the gradient is taken as if after the momentum's step.
    public var nesterov = false
    public static let limits: Limits = ["beta": .decay]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: ["momentum"])
  }

  /// Traps on a β outside 0..<1.
  public convenience init(
    learningRate: some LearningRateSource = 0.01, beta: Double = 0.9, nesterov: Bool = false,
    weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step, beta: beta, nesterov: nesterov))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule {
    .averagedMomentum(beta: scheduledMomentum ?? settings.beta, nesterov: settings.nesterov)
  }
}

extension OptimizerEntry {
  static var averagedMomentum: Self {
    Self(
      "AveragedMomentum", "momentum as a moving mean of the gradient",
      of: AveragedMomentum.Configuration.self
    ) {
      AveragedMomentum($0)
    }
  }
}
