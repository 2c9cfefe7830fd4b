import ApusNN
import ApusTraining

/// Random values for all trials, which begin with little of the resource; the best 1/η of them go
/// on with η times as much, again and again, and the others are pruned.
///
/// Of 20 trials of 9 epochs, η = 3, all have 1 epoch, 6 have 3 and 2 have 9: 50 epochs instead
/// of 180. Values that only show late what they are worth may be lost: see ``Hyperband``. Source:
/// Jamieson and Talwalkar 2016; catalogue B10.
public struct SuccessiveHalving: SearchStrategy {
  /// Its name and settings.
  public let configuration: StrategyConfiguration

  /// A search of `trials` trials, the last of them with all of the `resource`.
  ///
  /// - Parameters:
  ///   - factor: η, 2 or more.
  ///   - seed: what the values follow from: those of ``RandomSearch`` with this seed.
  public init(trials: Int, resource: Int, factor: Int = 3, seed: UInt64 = 0) {
    configuration = StrategyConfiguration(
      name: "halving", trials: trials, resource: resource, seed: seed, factor: factor)
  }

  /// The one bracket.
  var bracket: Bracket {
    Bracket(
      trials: configuration.trials, resource: configuration.resource, factor: configuration.factor)
  }

  /// The next trial, the next promotion, or the trials that are not promoted.
  public func next(
    after trials: [Trial], in space: SearchSpace, _ direction: Monitor.Direction
  ) -> SearchStep? {
    let values = space.distinctValues(configuration.trials, .random, seed: configuration.seed)
    return bracket.next(after: trials[...], values: values[...], direction)
  }
}
