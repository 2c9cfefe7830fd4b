import ApusNN
import ApusTraining

/// Values drawn independently for each trial, none of them twice.
///
/// Where few hyperparameters matter, this finds good values of those sooner than a grid, which
/// tries each only a few times. Source: Bergstra and Bengio 2012, *Random search for
/// hyper-parameter optimization*; catalogue B10.
public struct RandomSearch: SearchStrategy {
  /// Its name and settings.
  public let configuration: StrategyConfiguration
  /// True.
  public var takesMoreTrials: Bool { true }
  private let sequence: PointSequence

  /// A search of `trials` trials, each with all of the `resource`; further trials would go on in
  /// the same sequence.
  public init(
    trials: Int, resource: Int = 1, sequence: PointSequence = .random, seed: UInt64 = 0
  ) {
    configuration = StrategyConfiguration(
      name: sequence.rawValue, trials: trials, resource: resource, seed: seed)
    self.sequence = sequence
  }

  /// The next point's values; nil after the last trial, and where the space holds no others.
  public func next(
    after trials: [Trial], in space: SearchSpace, _ direction: Monitor.Direction
  ) -> SearchStep? {
    guard trials.count < configuration.trials else { return nil }
    let drawn = space.distinctValues(trials.count + 1, sequence, seed: configuration.seed)
    guard let values = drawn.last, drawn.count > trials.count else { return nil }
    return .begin(values, resource: configuration.resource)
  }
}
