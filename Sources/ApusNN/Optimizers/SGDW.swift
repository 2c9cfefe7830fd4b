import ApusCore

/// Stochastic gradient descent with weight decay apart from the gradient, so that it does not enter
/// the momentum: m ← µm − ηg, w ← w + m − ηλw. µ = 0.9 and λ = 0.004 unless given.
///
/// It is ``SGD`` with a weight decay: the decay of all optimizers here is decoupled. For the decay
/// of the penalty λ/2 · Σw² inside the gradient, add that penalty to the loss. Source: Loshchilov &
/// Hutter 2019; lecture S0, weight decay.
public final class SGDW: SGD {
  /// Traps on a momentum outside 0…1.
  public init(
    learningRate: some LearningRateSource = 0.01, weightDecay: Double = 0.004,
    momentum: Double = 0.9,
    nesterov: Bool = false
  ) {
    super.init(
      learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
  }
}

extension OptimizerKind {
  static var sgdW: Self {
    Self("SGDW", "SGD with weight decay apart from the momentum") { options in
      SGDW(
        learningRate: try options.learningRate(default: 0.01),
        weightDecay: try options.weightDecay() ?? 0.004,
        momentum: try options.number("momentum", in: 0...1, default: 0.9),
        nesterov: try options.flag("nesterov", default: false))
    }
  }
}
