/// Adam with weight decay apart from the gradient, λ = 0.004 unless given.
///
/// Source: Loshchilov & Hutter 2019; Keras 3 `AdamW`.
public final class AdamW: Adam {
  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    super.init(
      Configuration(step: step, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: amsgrad))
    schedule = learningRate.ownSchedule
  }

  init(of settings: Configuration) { super.init(settings) }
}

extension OptimizerEntry {
  static var adamW: Self {
    Self(
      "AdamW", "Adam with weight decay apart from the gradient", of: Adam.Configuration.self,
      defaults: {
        Adam.Configuration(step: StepSettings(learningRate: 0.001, weightDecay: 0.004))
      }
    ) { AdamW(of: $0) }
  }
}
