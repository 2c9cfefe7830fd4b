import ApusCore

/// Stochastic gradient descent: w ← w − ηg; with momentum m ← µm − ηg, w ← w + m; Nesterov: w ← w +
/// µm − ηg.
///
/// Batch, mini-batch, stochastic and online descent are this rule; the batch size tells them apart.
/// Weight decay is decoupled: w ← w − ηλw before the step. A schedule that cycles the momentum does
/// so where µ > 0. Source: Polyak 1964; Nesterov 1983; Keras 3 `SGD`; lectures S0, S2, S4,
/// optimizers.
public class SGD: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``SGD``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.01)
    /// µ, 0 ≤ µ ≤ 1.
    public var momentum = 0.0
    /// Whether the gradient is taken as if after the momentum's step.
    public var nesterov = false
    public static let limits: Limits = ["momentum": .share]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: settings.momentum == 0 ? [] : ["momentum"])
  }

  /// Traps on a momentum outside 0…1.
  public convenience init(
    learningRate: some LearningRateSource = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step, momentum: momentum, nesterov: nesterov))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule {
    .sgd(momentum: scheduledMomentum ?? settings.momentum, nesterov: settings.nesterov)
  }
}

extension OptimizerEntry {
  static var sgd: Self {
    Self(
      "SGD", "gradient descent, with momentum or Nesterov's on demand", of: SGD.Configuration.self
    ) {
      SGD($0)
    }
  }
}
