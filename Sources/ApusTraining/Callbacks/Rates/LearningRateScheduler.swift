import ApusCore
import ApusNN

/// Sets the rate of every player at the beginning of every epoch, from the epoch and the rate so
/// far.
///
/// ```swift
/// LearningRateScheduler { epoch, rate in epoch <= 10 ? rate : rate * exp(-0.02) }
/// ```
///
/// The optimizer must have no schedule, which would set the rate itself. Source: Keras 3
/// `LearningRateScheduler`, which counts epochs from 0; lecture S0, rates that change during
/// training (`lr·exp(−0.02)`).
public final class LearningRateScheduler: Callback {
  private let rate: (_ epoch: Int, _ rate: Double) -> Double

  /// A callback that asks `rate` for the rate of `epoch`, from 1.
  public init(_ rate: @escaping (_ epoch: Int, _ rate: Double) -> Double) { self.rate = rate }

  /// Checks that nothing else sets the rate.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    try refuseSchedules(context, for: "LearningRateScheduler")
  }

  /// Sets the rate.
  public func epochBegins(_ context: TrainingContext) throws {
    for player in context.players {
      let next = rate(context.epoch, player.optimizer.learningRate)
      guard next.isFinite, next >= 0 else {
        throw TrainingError(
          "a learning rate of \(next) for epoch \(context.epoch); give one from 0 on")
      }
      player.optimizer.learningRate = next
    }
  }
}

/// Throws where a schedule would set the rate over what a callback sets.
func refuseSchedules(_ context: TrainingContext, for callback: String) throws {
  guard context.players.allSatisfy({ $0.optimizer.schedule == nil }) else {
    throw TrainingError(
      "\(callback) and the optimizer's schedule would both set the learning rate; use one of them")
  }
}

extension Callback where Self == LearningRateScheduler {
  /// Sets the rate of every epoch; see ``LearningRateScheduler``.
  public static func learningRate(
    _ rate: @escaping (_ epoch: Int, _ rate: Double) -> Double
  ) -> LearningRateScheduler { LearningRateScheduler(rate) }
}
