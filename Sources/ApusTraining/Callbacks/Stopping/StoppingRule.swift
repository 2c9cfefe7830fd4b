/// When a curve says that training should stop; ``EarlyStopping`` asks it after every epoch.
public protocol StoppingRule: Sendable {
  /// Whether the rule can judge a value of which the greater is better.
  var takesGreaterAsBetter: Bool { get }
  /// What has been gathered, for checkpoints.
  var memory: [Double] { get set }
  /// Takes the value of the next epoch, `epoch` from 1; says why to stop, or nil to go on.
  mutating func reason(
    after value: Double, epoch: Int, _ direction: Monitor.Direction
  ) -> String?
}

extension StoppingRule {
  /// True.
  public var takesGreaterAsBetter: Bool { true }
}
