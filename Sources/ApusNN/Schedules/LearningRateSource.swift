/// What an optimizer's learning rate may be: a number, or a schedule.
///
/// ```swift
/// let constant = Adam(learningRate: 0.001)
/// let decaying = Adam(learningRate: CosineDecay(initialRate: 0.001, decaySteps: 10_000))
/// ```
public protocol LearningRateSource {
  /// The rate of the first update.
  var firstRate: Double { get }
  /// What sets the rate before every update; nil where it stays.
  var ownSchedule: (any LearningRateSchedule)? { get }
}

extension Double: LearningRateSource {
  /// The number.
  public var firstRate: Double { self }
  /// None.
  public var ownSchedule: (any LearningRateSchedule)? { nil }
}

extension Int: LearningRateSource {
  /// The number.
  public var firstRate: Double { Double(self) }
  /// None.
  public var ownSchedule: (any LearningRateSchedule)? { nil }
}

extension LearningRateSchedule {
  /// The rate at step 0.
  public var firstRate: Double { learningRate(at: 0) }
  /// Itself.
  public var ownSchedule: (any LearningRateSchedule)? { self }
}
