import ApusCore

/// Stochastic gradient descent: w ← w − ηg; with momentum m ← µm − ηg, w ← w + m; Nesterov: w ← w +
/// µm − ηg.
///
/// Batch, mini-batch, stochastic and online descent are this rule; the batch size tells them apart.
/// Weight decay is decoupled: w ← w − ηλw before the step. A schedule that cycles the momentum does
/// so where µ > 0. Source: Polyak 1964; Nesterov 1983; Keras 3 `SGD`; lectures S0, S2, S4,
/// optimizers.
public class SGD: FusedOptimizer {
  /// µ, 0 ≤ µ ≤ 1.
  public let momentum: Double
  /// Whether the gradient is taken as if after the momentum's step.
  public let nesterov: Bool

  /// Traps on a momentum outside 0…1.
  public init(
    learningRate: some LearningRateSource = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double? = nil
  ) {
    require(0...1 ~= momentum, "SGD: a momentum of \(momentum) is outside 0…1")
    self.momentum = momentum
    self.nesterov = nesterov
    super.init(
      learningRate: learningRate, weightDecay: weightDecay,
      stateNames: momentum == 0 ? [] : ["momentum"])
  }

  override func rule(step: Int) -> UpdateRule {
    .sgd(momentum: scheduledMomentum ?? momentum, nesterov: nesterov)
  }

  override var options: [String: ConfigurationValue] {
    ["momentum": .number(momentum), "nesterov": .flag(nesterov)]
  }
}

extension OptimizerKind {
  static var sgd: Self {
    Self("SGD", "gradient descent, with momentum or Nesterov's on demand") { options in
      SGD(
        learningRate: try options.learningRate(default: 0.01),
        momentum: try options.number("momentum", in: 0...1, default: 0),
        nesterov: try options.flag("nesterov", default: false),
        weightDecay: try options.weightDecay())
    }
  }
}
