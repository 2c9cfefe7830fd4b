import ApusCore
import ApusNN
import ApusTraining

/// Every combination of the hyperparameters' values, in an order shuffled by the seed: a search
/// that ends before it has seen all of them has seen something of every part.
///
/// Ranges without a step give as many values as they have levels. Source: catalogue B10; Optuna
/// `GridSampler`.
public struct GridSearch: SearchStrategy {
  /// Its name and settings.
  public let configuration: StrategyConfiguration
  /// True.
  public var takesMoreTrials: Bool { true }

  /// A search of at most `trials` points of the grid, each with all of the `resource`.
  public init(trials: Int, resource: Int = 1, seed: UInt64 = 0) {
    configuration = StrategyConfiguration(
      name: "grid", trials: trials, resource: resource, seed: seed)
  }

  /// As many as the grid has points, or as the configuration says where those are fewer.
  public func mostTrials(in space: SearchSpace) -> Int {
    min(configuration.trials, (try? space.grid().count) ?? .max)
  }

  /// The next point; nil after the last.
  ///
  /// - Throws: ``TrainingError`` where the grid has more than ``SearchSpace/largestGrid`` points.
  public func next(
    after trials: [Trial], in space: SearchSpace, _ direction: Monitor.Direction
  ) throws -> SearchStep? {
    guard trials.count < configuration.trials else { return nil }
    let points = try space.grid()
    guard trials.count < points.count else { return nil }
    let order = RandomGenerator(seed: configuration.seed).permutation(points.count)
    return .begin(points[order[trials.count]], resource: configuration.resource)
  }
}
