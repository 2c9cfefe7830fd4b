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
    momentum: Double = 0.9, nesterov: Bool = false
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    super.init(Configuration(step: step, momentum: momentum, nesterov: nesterov))
    schedule = learningRate.ownSchedule
  }

  init(of settings: Configuration) { super.init(settings) }
}

extension OptimizerEntry {
  static var sgdW: Self {
    Self(
      "SGDW", "SGD with weight decay apart from the momentum", of: SGD.Configuration.self,
      defaults: {
        SGD.Configuration(
          step: StepSettings(learningRate: 0.01, weightDecay: 0.004), momentum: 0.9)
      }
    ) { SGDW(of: $0) }
  }
}
