import ApusCore

/// Gradients divided by the root of the sum of all their squares so far: s ← s + g², w ← w − ηg/√(s
/// + ε).
///
/// A weight that moved much moves less and less. s begins at `initialAccumulator`; at 0 the first
/// step is η for every weight. Weight decay is decoupled: w ← w − ηλw before the step. Source:
/// Duchi, Hazan & Singer 2011; Keras 3 `Adagrad`; lectures S2 and S4, AdaGrad.
public final class Adagrad: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``Adagrad``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// s before the first step.
    public var initialAccumulator = 0.1
    /// ε, under the root.
    public var epsilon = 1e-7
    public static let limits: Limits = [
      "initialAccumulator": .number(0...1e6), "epsilon": .number(0...1),
    ]
    public static var defaults: Self { Self() }
  }

  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(
      settings.step, stateNames: ["accumulator"],
      initialState: settings.initialAccumulator)
  }

  /// Defaults as in Keras; traps on a negative `initialAccumulator`.
  public convenience init(
    learningRate: some LearningRateSource = 0.001, initialAccumulator: Double = 0.1,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(Configuration(step: step, initialAccumulator: initialAccumulator, epsilon: epsilon))
    schedule = learningRate.ownSchedule
  }

  override func rule(step: Int) -> UpdateRule { .adagrad(epsilon: settings.epsilon) }
}

extension OptimizerEntry {
  static var adagrad: Self {
    Self(
      "Adagrad", "the gradient by the root of the sum of all its squares",
      of: Adagrad.Configuration.self
    ) {
      Adagrad($0)
    }
  }
}
