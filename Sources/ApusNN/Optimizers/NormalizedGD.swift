import ApusCore

/// Steps of one length: w ← w − ηg/‖g‖, the norm taken over all parameters together; none where ‖g‖
/// = 0.
///
/// The norm does not depend on rate factors of groups; those scale a group's part of the step.
/// Normalized element by element, as in the lecture, it is ``SignSGD``. Weight decay is decoupled:
/// w ← w − ηλw before the step. Source: Nesterov 1984; lecture S4, normalized gradient descent.
public final class NormalizedGD: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``NormalizedGD``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.01)
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: [])
  }

  /// Descent with steps of length `learningRate`.
  public convenience init(learningRate: some LearningRateSource = 0.01, weightDecay: Double? = nil)
  {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule { .normalizedGD }
}

extension OptimizerEntry {
  static var normalizedGD: Self {
    Self(
      "NormalizedGD", "steps of one length along the gradient", of: NormalizedGD.Configuration.self
    ) {
      NormalizedGD($0)
    }
  }
}
