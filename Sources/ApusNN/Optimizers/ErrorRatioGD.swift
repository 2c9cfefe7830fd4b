import ApusCore

/// Gradient descent whose rate follows the error: where a step made the error εₜ > k εₜ₋₁, the step
/// is undone and taken again with ρ₋ · η; where the error fell, η grows to ρ₊ · η; between the two
/// it stays.
///
/// It needs the loss, which ``update(_:_:loss:)`` brings, and one error for all steps: batches of
/// the whole data set. With ``growsWithinRatio`` η also grows where the error rose by no more than
/// k, as the lecture has it. Under a schedule the rate is the schedule's. The error must not be
/// negative; NaN counts as growth. Source: lecture S2, adaptive learning rate (ρ₊ = 1.05, ρ₋ = 0.7,
/// k = 1.04); Vogl et al. 1988.
public final class ErrorRatioGD: FusedOptimizer {
  /// ρ₊ ≥ 1: the rate's factor after a fall of the error.
  public let increase: Double
  /// ρ₋, 0 < ρ₋ < 1: the rate's factor after a rise.
  public let decrease: Double
  /// k ≥ 1: the rise that is put up with.
  public let ratio: Double
  /// Whether the rate grows also where the error rose by no more than k.
  public let growsWithinRatio: Bool
  /// The error before the last step that was kept; infinite before the first.
  private var errorBefore = Double.infinity
  private var undo = false

  /// Traps where `increase` or `ratio` is below 1 or `decrease` is outside 0..<1.
  public init(
    learningRate: some LearningRateSource = 0.01, increase: Double = 1.05, decrease: Double = 0.7,
    ratio: Double = 1.04, growsWithinRatio: Bool = false, weightDecay: Double? = nil
  ) {
    require(increase >= 1, "ErrorRatioGD: an increase of \(increase) is below 1")
    require(
      decrease > 0 && decrease < 1, "ErrorRatioGD: a decrease of \(decrease) is outside 0..<1")
    require(ratio >= 1, "ErrorRatioGD: a ratio of \(ratio) is below 1")
    self.increase = increase
    self.decrease = decrease
    self.ratio = ratio
    self.growsWithinRatio = growsWithinRatio
    super.init(
      learningRate: learningRate, weightDecay: weightDecay,
      stateNames: ["weight_before", "gradient_before"])
  }

  /// Traps: this rule needs the loss.
  public override func update(_ parameters: [Parameter], _ gradients: [Tensor]) {
    trap("ErrorRatioGD: it goes by the loss; call update(_:_:loss:)")
  }

  /// Moves the parameters by whole gradients: the ratio of errors decides over all of them.
  public override func update(
    _ parameters: [Parameter], _ gradients: RowedGradients, loss: Tensor
  ) {
    update(parameters, gradients.dense(for: parameters), loss: loss)
  }

  /// Judges the last step by `loss`, one number, then makes the next, or the last again with a
  /// smaller rate.
  public override func update(_ parameters: [Parameter], _ gradients: [Tensor], loss: Tensor) {
    let error = loss.item
    undo = step > 0 && hasState(of: parameters) && !(error <= ratio * errorBefore)
    if undo {
      learningRate *= decrease
    } else {
      if step > 0, growsWithinRatio || error < errorBefore { learningRate *= increase }
      errorBefore = error
    }
    super.update(parameters, gradients)
  }

  override func rule(step: Int) -> UpdateRule { .errorRatioGD(undo: undo) }

  override var memory: [String: Double] {
    get { ["learning_rate": learningRate, "error_before": errorBefore] }
    set {
      learningRate = newValue["learning_rate"] ?? learningRate
      errorBefore = newValue["error_before"] ?? errorBefore
    }
  }

  override var options: [String: ConfigurationValue] {
    [
      "increase": .number(increase), "decrease": .number(decrease), "ratio": .number(ratio),
      "growsWithinRatio": .flag(growsWithinRatio),
    ]
  }
}

extension OptimizerKind {
  static var errorRatioGD: Self {
    Self("ErrorRatioGD", "gradient descent whose rate follows the error") { options in
      ErrorRatioGD(
        learningRate: try options.learningRate(default: 0.01),
        increase: try options.number("increase", in: 1...1e6, default: 1.05),
        decrease: try options.number("decrease", in: 1e-6...(1 - 1e-12), default: 0.7),
        ratio: try options.number("ratio", in: 1...1e6, default: 1.04),
        growsWithinRatio: try options.flag("growsWithinRatio", default: false),
        weightDecay: try options.weightDecay())
    }
  }
}
