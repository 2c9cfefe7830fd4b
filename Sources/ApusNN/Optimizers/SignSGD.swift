import ApusCore

/// Every weight moves by η against its gradient's sign: w ← w − η sign(g), 0 where g = 0; with ε >
/// 0 by ηg/(|g| + ε).
///
/// Weight decay is decoupled: w ← w − ηλw before the step. Source: Bernstein et al. 2018; lecture
/// S4, algorithm 11, which has g/(√g² + ε), and S2, sign of the gradient.
public final class SignSGD: FusedOptimizer {
  /// ε: below it a gradient counts by its size; 0 for the sign alone.
  public let epsilon: Double

  /// Traps on a negative ε.
  public init(
    learningRate: some LearningRateSource = 0.001, epsilon: Double = 0, weightDecay: Double? = nil
  ) {
    require(epsilon >= 0, "SignSGD: an epsilon of \(epsilon) is below 0")
    self.epsilon = epsilon
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: [])
  }

  override func rule(step: Int) -> UpdateRule { .signSGD(epsilon: epsilon) }

  override var options: [String: ConfigurationValue] { ["epsilon": .number(epsilon)] }
}

extension OptimizerKind {
  static var signSGD: Self {
    Self("SignSGD", "every weight moves by the rate against its gradient's sign") { options in
      SignSGD(
        learningRate: try options.learningRate(default: 0.001),
        epsilon: try options.epsilon(default: 0), weightDecay: try options.weightDecay())
    }
  }
}
