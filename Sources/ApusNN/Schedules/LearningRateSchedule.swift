/// The learning rate of every update, as a function of the updates before it.
///
/// ```swift
/// let warmup = Warmup(to: 0.001, steps: 500)
/// let optimizer = RMSprop(
///   learningRate: warmup.then(CosineDecay(initialRate: 0.001, decaySteps: 10_000), after: 500))
/// ```
///
/// A schedule is a pure function of the step, so that a resumed run goes on exactly as it would
/// have. ``PlateauDecay``, which goes by a metric, is none for that reason.
public protocol LearningRateSchedule: LearningRateSource, Sendable {
  /// The rate of the update that follows `step` others.
  func learningRate(at step: Int) -> Double

  /// The momentum of that update, where the schedule cycles it too; nil leaves the optimizer's own.
  func momentum(at step: Int) -> Double?

  /// Name and settings, for run folders and files.
  var configuration: ScheduleConfiguration { get }
}

extension LearningRateSchedule {
  /// Nil: the momentum is the optimizer's own.
  public func momentum(at step: Int) -> Double? { nil }
}
