import ApusCore

/// Gradients divided by the root of their moving mean square: v ← ρv + (1−ρ)g², w ← w − ηg/√(v +
/// ε).
///
/// Centered: by the root of v − a² + ε, a ← ρa + (1−ρ)g the moving mean. With momentum: m ← µm +
/// ηg/√…, w ← w − m. Weight decay is decoupled: w ← w − ηλw before the step. Source: Hinton 2012,
/// lecture 6; Keras 3 `RMSprop`.
public final class RMSprop: FusedOptimizer {
  /// ρ: how much of the moving mean stays.
  public let rho: Double
  /// µ.
  public let momentum: Double
  /// ε, under the root.
  public let epsilon: Double
  /// Whether the mean square is taken about the moving mean.
  public let centered: Bool

  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, rho: Double = 0.9, momentum: Double = 0,
    epsilon: Double = 1e-7,
    centered: Bool = false, weightDecay: Double? = nil
  ) {
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    super.init(
      learningRate: learningRate, weightDecay: weightDecay,
      stateNames: [
        "velocity", momentum > 0 ? "momentum" : nil, centered ? "average_gradient" : nil,
      ])
  }

  override func rule(step: Int) -> UpdateRule {
    .rmsprop(
      rho: rho, momentum: scheduledMomentum ?? momentum, epsilon: epsilon, centered: centered)
  }

  override var options: [String: ConfigurationValue] {
    [
      "rho": .number(rho), "momentum": .number(momentum), "epsilon": .number(epsilon),
      "centered": .flag(centered),
    ]
  }
}

extension OptimizerKind {
  static var rmsprop: Self {
    Self("RMSprop", "the gradient by the root of its moving mean square") { options in
      RMSprop(
        learningRate: try options.learningRate(default: 0.001),
        rho: try options.number("rho", in: 0...1, default: 0.9),
        momentum: try options.number("momentum", in: 0...1, default: 0),
        epsilon: try options.epsilon(), centered: try options.flag("centered", default: false),
        weightDecay: try options.weightDecay())
    }
  }
}
