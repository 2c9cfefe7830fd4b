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
public final class ErrorRatioGD: FusedOptimizer, ConfiguredOptimizer {
  /// The settings of ``ErrorRatioGD``.
  public struct Configuration: Settings {
    /// Rate and weight decay.
    public var step = StepSettings(learningRate: 0.01)
    /// ρ₊ ≥ 1: the rate's factor after a fall of the error.
    public var increase = 1.05
    /// ρ₋, 0 < ρ₋ < 1: the rate's factor after a rise.
    public var decrease = 0.7
    /// k ≥ 1: the rise that is put up with.
    public var ratio = 1.04
    /// Whether the rate grows also where the error rose by no more than k.
    public var growsWithinRatio = false
    public static let limits: Limits = [
      "increase": .number(1...1e6), "decrease": .number(1e-6...(1 - 1e-12)),
      "ratio": .number(1...1e6),
    ]
    public static var defaults: Self { Self() }
  }

  /// The error before the last step that was kept; infinite before the first.
  private var errorBefore = Double.infinity
  private var undo = false
  public let settings: Configuration

  public init(_ settings: Configuration) {
    self.settings = settings.checked(in: "\(Self.self)")
    super.init(settings.step, stateNames: ["weight_before", "gradient_before"])
  }

  /// Traps where `increase` or `ratio` is below 1 or `decrease` is outside 0..<1.
  public convenience init(
    learningRate: some LearningRateSource = 0.01, increase: Double = 1.05, decrease: Double = 0.7,
    ratio: Double = 1.04, growsWithinRatio: Bool = false, weightDecay: Double? = nil
  ) {
    let step = StepSettings(learningRate: learningRate.firstRate, weightDecay: weightDecay)
    self.init(
      Configuration(
        step: step, increase: increase, decrease: decrease, ratio: ratio,
        growsWithinRatio: growsWithinRatio))
    schedule = learningRate.ownSchedule
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
    undo = step > 0 && hasState(of: parameters) && !(error <= settings.ratio * errorBefore)
    if undo {
      learningRate *= settings.decrease
    } else {
      if step > 0, settings.growsWithinRatio || error < errorBefore {
        learningRate *= settings.increase
      }
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
}

extension OptimizerEntry {
  static var errorRatioGD: Self {
    Self(
      "ErrorRatioGD", "gradient descent whose rate follows the error",
      of: ErrorRatioGD.Configuration.self
    ) {
      ErrorRatioGD($0)
    }
  }
}
