import ApusCore

/// Momentum as a moving mean of the gradient: m ← βm + (1−β)g, w ← w − ηm; Nesterov: w ← w − η(βm +
/// (1−β)g).
///
/// With a rate 1/(1−β) times that of ``SGD``'s momentum the paths are the same. Nesterov's form
/// takes the gradient at w − ηβm; the weights kept here are those points, as in ``SGD``. Weight
/// decay is decoupled. A schedule that cycles the momentum cycles β. Source: lecture S4, algorithms
/// 9 and 10.
public final class AveragedMomentum: FusedOptimizer {
  /// β, 0 ≤ β < 1.
  public let beta: Double
  /// Whether the gradient is taken as if after the momentum's step.
  public let nesterov: Bool

  /// Traps on a β outside 0..<1.
  public init(
    learningRate: some LearningRateSource = 0.01, beta: Double = 0.9, nesterov: Bool = false,
    weightDecay: Double? = nil
  ) {
    require(0..<1 ~= beta, "AveragedMomentum: a beta of \(beta) is outside 0..<1")
    self.beta = beta
    self.nesterov = nesterov
    super.init(
      learningRate: learningRate, weightDecay: weightDecay, stateNames: ["momentum"])
  }

  override func rule(step: Int) -> UpdateRule {
    .averagedMomentum(beta: scheduledMomentum ?? beta, nesterov: nesterov)
  }

  override var options: [String: ConfigurationValue] {
    ["beta": .number(beta), "nesterov": .flag(nesterov)]
  }
}

extension OptimizerKind {
  static var averagedMomentum: Self {
    Self("AveragedMomentum", "momentum as a moving mean of the gradient") { options in
      AveragedMomentum(
        learningRate: try options.learningRate(default: 0.01),
        beta: try options.share("beta", default: 0.9),
        nesterov: try options.flag("nesterov", default: false),
        weightDecay: try options.weightDecay())
    }
  }
}
