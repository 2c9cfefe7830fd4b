import ApusCore
import ApusNN

/// Stops training by the curve of a value, and can give the model the weights of its best epoch
/// back.
///
/// ```swift
/// let rules: [any Callback] = [
///   .earlyStopping(patience: 3, restoreBestWeights: true),   // as in Keras
///   .earlyStopping(GeneralizationLoss(5)),                   // loss 5 % above its least
///   .earlyStopping(SuccessiveRises(2, strip: 5)),            // two strips in a row
///   .earlyStopping(SuccessiveRises(1, strip: 1)),            // the first rise
///   .earlyStopping(ValueReached(0.01), monitor: "loss"),     // a training loss of 0.01
/// ]
/// ```
///
/// The weights that come back are those at the best value, whatever the rule; a run's model file
/// has them also where it is interrupted. A run that was stopped stays so when it is resumed with
/// the same callback. Source: Prechelt 1998; Keras 3 `EarlyStopping`; lecture S0, early stopping.
public final class EarlyStopping: Callback {
  /// The value that is watched.
  public let monitor: Monitor
  /// How many epochs are left unseen at first.
  public let startFromEpoch: Int
  /// Whether the best epoch's weights come back at the end.
  public let restoreBestWeights: Bool
  /// The best epoch so far, from 1; 0 before the first.
  public private(set) var bestEpoch = 0
  /// Its value; NaN before the first.
  public private(set) var best = Double.nan
  private let original: any StoppingRule
  private var rule: any StoppingRule
  private var direction = Monitor.Direction.minimize
  private var weights: [String: Tensor] = [:]
  private let minimalChange: Double

  /// Stops by `rule`.
  ///
  /// - Parameters:
  ///   - rule: when to stop.
  ///   - monitor: the value's name in the logs.
  ///   - direction: what is better of it; nil where its name says it.
  ///   - restoreBestWeights: whether the model gets the weights of the best epoch so far where it
  ///     is kept.
  ///   - startFromEpoch: how many epochs are left unseen at first.
  public init(
    _ rule: any StoppingRule, monitor: String = "val_loss", direction: Monitor.Direction? = nil,
    restoreBestWeights: Bool = false, startFromEpoch: Int = 0
  ) {
    self.monitor = Monitor(monitor, direction)
    self.startFromEpoch = startFromEpoch
    self.restoreBestWeights = restoreBestWeights
    original = rule
    self.rule = rule
    minimalChange = (rule as? Patience)?.minimalChange ?? 0
  }

  /// Begins anew, or with what it had remembered.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    direction = try checkedDirection(in: context)
    rule = original
    rule.memory = state?["rule"] ?? rule.memory
    best = state?.number("best") ?? .nan
    bestEpoch = state?.count("bestEpoch") ?? 0
    weights = state?.tensors ?? [:]
  }

  /// What is better of the watched value.
  ///
  /// - Throws: ``TrainingError`` if the metric is unknown, or the rule cannot go by it.
  package func checkedDirection(
    in context: TrainingContext? = nil
  ) throws -> Monitor.Direction {
    let direction = try monitor.knownDirection(in: context)
    guard original.takesGreaterAsBetter || direction == .minimize else {
      throw TrainingError(
        """
        \(type(of: original)) goes by an error, but of \(monitor.name) the greater is better; \
        monitor a loss
        """
      )
    }
    return direction
  }

  /// Judges the epoch.
  public func epochEnds(_ context: TrainingContext) throws {
    let value = try monitor.value(in: context)
    guard context.epoch > startFromEpoch else { return }
    if bestEpoch == 0 || direction.isBetter(value, than: best, by: minimalChange) {
      best = value
      bestEpoch = context.epoch
      if restoreBestWeights { weights = context.weights }
    }
    if let reason = rule.reason(after: value, epoch: context.epoch, direction) {
      context.stop("\(monitor.name): \(reason)")
    }
  }

  /// Gives the best weights back.
  public func modelIsKept(_ context: TrainingContext) throws {
    guard restoreBestWeights, !weights.isEmpty else { return }
    try context.setWeights(weights, from: "the checkpoint's best weights")
  }

  /// The rule's memory and the best epoch.
  public var state: SavedState {
    SavedState(
      ["rule": rule.memory, "best": [best], "bestEpoch": [Double(bestEpoch)]], tensors: weights)
  }
}

extension Callback where Self == EarlyStopping {
  /// Stops after `patience` epochs in a row that were no better, as Keras does; see ``Patience``.
  public static func earlyStopping(
    monitor: String = "val_loss", minimalChange: Double = 0, patience: Int = 0,
    direction: Monitor.Direction? = nil, baseline: Double? = nil, restoreBestWeights: Bool = false,
    startFromEpoch: Int = 0
  ) -> EarlyStopping {
    EarlyStopping(
      Patience(patience, minimalChange: minimalChange, baseline: baseline), monitor: monitor,
      direction: direction, restoreBestWeights: restoreBestWeights, startFromEpoch: startFromEpoch)
  }

  /// Stops by another rule.
  public static func earlyStopping(
    _ rule: any StoppingRule, monitor: String = "val_loss", direction: Monitor.Direction? = nil,
    restoreBestWeights: Bool = false, startFromEpoch: Int = 0
  ) -> EarlyStopping {
    EarlyStopping(
      rule, monitor: monitor, direction: direction, restoreBestWeights: restoreBestWeights,
      startFromEpoch: startFromEpoch)
  }
}
