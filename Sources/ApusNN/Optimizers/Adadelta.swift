import ApusCore

/// Steps of the size of the earlier steps: v ← ρv + (1−ρ)g², d = g √(u + ε)/√(v + ε), u ← ρu +
/// (1−ρ)d², w ← w − ηd.
///
/// The paper has η = 1; Keras 0.001. Weight decay is decoupled: w ← w − ηλw before the step.
/// Source: Zeiler 2012; Keras 3 `Adadelta`; lecture S2, Adadelta.
public final class Adadelta: FusedOptimizer {
  /// ρ: how much of the moving means stays.
  public let rho: Double
  /// ε, under the roots.
  public let epsilon: Double

  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, rho: Double = 0.95, epsilon: Double = 1e-7,
    weightDecay: Double? = nil
  ) {
    self.rho = rho
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay,
      stateNames: ["accumulated_gradient", "accumulated_step"])
  }

  override func rule(step: Int) -> UpdateRule { .adadelta(rho: rho, epsilon: epsilon) }

  override var options: [String: ConfigurationValue] {
    ["rho": .number(rho), "epsilon": .number(epsilon)]
  }
}

extension OptimizerKind {
  static var adadelta: Self {
    Self("Adadelta", "steps of the size of the earlier steps; no rate to choose") { options in
      Adadelta(
        learningRate: try options.learningRate(default: 0.001),
        rho: try options.number("rho", in: 0...1, default: 0.95), epsilon: try options.epsilon(),
        weightDecay: try options.weightDecay())
    }
  }
}
