import ApusCore

/// Gradients divided by the root of the sum of all their squares so far: s ← s + g², w ← w − ηg/√(s
/// + ε).
///
/// A weight that moved much moves less and less. s begins at `initialAccumulator`; at 0 the first
/// step is η for every weight. Weight decay is decoupled: w ← w − ηλw before the step. Source:
/// Duchi, Hazan & Singer 2011; Keras 3 `Adagrad`; lectures S2 and S4, AdaGrad.
public final class Adagrad: FusedOptimizer {
  /// s before the first step.
  public let initialAccumulator: Double
  /// ε, under the root.
  public let epsilon: Double

  /// Defaults as in Keras; traps on a negative `initialAccumulator`.
  public init(
    learningRate: some LearningRateSource = 0.001, initialAccumulator: Double = 0.1,
    epsilon: Double = 1e-7,
    weightDecay: Double? = nil
  ) {
    require(
      initialAccumulator >= 0, "Adagrad: a sum of squares cannot begin at \(initialAccumulator)")
    self.initialAccumulator = initialAccumulator
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: ["accumulator"],
      initialState: initialAccumulator)
  }

  override func rule(step: Int) -> UpdateRule { .adagrad(epsilon: epsilon) }

  override var options: [String: ConfigurationValue] {
    ["initialAccumulator": .number(initialAccumulator), "epsilon": .number(epsilon)]
  }
}

extension OptimizerKind {
  static var adagrad: Self {
    Self("Adagrad", "the gradient by the root of the sum of all its squares") { options in
      Adagrad(
        learningRate: try options.learningRate(default: 0.001),
        initialAccumulator: try options.number("initialAccumulator", in: 0...1e6, default: 0.1),
        epsilon: try options.epsilon(), weightDecay: try options.weightDecay())
    }
  }
}
