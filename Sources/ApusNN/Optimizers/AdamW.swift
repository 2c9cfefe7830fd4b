/// Adam with weight decay apart from the gradient, λ = 0.004 unless given.
///
/// Source: Loshchilov & Hutter 2019; Keras 3 `AdamW`.
public final class AdamW: Adam {
  /// Defaults as in Keras.
  public init(
    learningRate: some LearningRateSource = 0.001, weightDecay: Double = 0.004, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-7, amsgrad: Bool = false
  ) {
    super.init(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay, amsgrad: amsgrad)
  }
}

extension OptimizerKind {
  static var adamW: Self {
    Self("AdamW", "Adam with weight decay apart from the gradient") { options in
      AdamW(
        learningRate: try options.learningRate(default: 0.001),
        weightDecay: try options.weightDecay() ?? 0.004,
        beta1: try options.share("beta1", default: 0.9),
        beta2: try options.share("beta2", default: 0.999), epsilon: try options.epsilon(),
        amsgrad: try options.flag("amsgrad", default: false))
    }
  }
}
