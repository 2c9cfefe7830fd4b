import ApusCore

/// ``Adam`` with Nesterov's momentum: with µₜ = β₁(1 − 0.96ᵗ/2) and Mₜ = µ₁µ₂…µₜ,
/// m ← m + (1−β₁)(g − m), v ← v + (1−β₂)(g² − v),
/// w ← w − η (µₜ₊₁m/(1−Mₜ₊₁) + (1−µₜ)g/(1−Mₜ)) / (√(v/(1−β₂ᵗ)) + ε).
///
/// Weight decay is decoupled: w ← w − ηλw before the step. The momentum has this schedule of its
/// own and follows no other. Source: Dozat 2016; Keras 3 `Nadam`; lecture S4, NAdam.
public final class Nadam: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``Nadam``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.001)
    /// β₁: how much of the mean gradient stays.
    public var beta1 = 0.9
    /// β₂: how much of the mean square stays.
    public var beta2 = 0.999
    /// ε, beside the root.
    public var epsilon = 1e-7
    public static let limits: Limits = [
      "beta1": .decay, "beta2": .decay, "epsilon": .number(0...1),
    ]
    public static var defaults: Self { Self() }
  }

  /// Mₜ for the step t, so that the product is not taken anew at every step.
  private var product = (step: 0, value: 1.0)
  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: ["momentum", "velocity"])
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

  /// µₜ.
  private func momentum(_ step: Int) -> Double { settings.beta1 * (1 - 0.5 * power(0.96, step)) }

  override func rule(step: Int) -> UpdateRule {
    if product.step >= step { product = (0, 1) }
    while product.step < step {
      product.step += 1
      product.value *= momentum(product.step)
    }
    let next = momentum(step + 1)
    let correction = (1 - power(settings.beta2, step)).squareRoot()
    return .nadam(
      beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon * correction,
      meanWeight: next / (1 - product.value * next),
      gradientWeight: (1 - momentum(step)) / (1 - product.value), correction: correction)
  }
}

extension OptimizerEntry {
  static var nadam: Self {
    Self("Nadam", "Adam with Nesterov's momentum", of: Nadam.Configuration.self) {
      Nadam($0)
    }
  }
}
