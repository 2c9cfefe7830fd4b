import ApusFiles
import ApusNN
import ApusTraining

/// Which values a search tries next, and how much of the resource they get.
///
/// A strategy remembers nothing: what comes next follows from the trials alone, so a search that
/// was killed goes on as if it had not been.
public protocol SearchStrategy: Sendable {
  /// Its name and settings, which a study writes down.
  var configuration: StrategyConfiguration { get }
  /// Whether a search that has begun may go on with a greater or smaller number of trials: whether
  /// what it did so far does not depend on that.
  var takesMoreTrials: Bool { get }
  /// How many trials there can be of the hyperparameters.
  func mostTrials(in space: SearchSpace) -> Int

  /// What comes next; nil where the search is over.
  ///
  /// - Parameters:
  ///   - trials: all so far, in the order of their numbers; none of them runs.
  ///   - space: the hyperparameters.
  ///   - direction: what is better of the objective.
  /// - Throws: ``TrainingError`` where the space is none for this strategy.
  func next(
    after trials: [Trial], in space: SearchSpace, _ direction: Monitor.Direction
  ) throws -> SearchStep?
}

extension SearchStrategy {
  /// False.
  public var takesMoreTrials: Bool { false }
  /// As many as the configuration says.
  public func mostTrials(in space: SearchSpace) -> Int { configuration.trials }
}

/// What comes next in a search.
public enum SearchStep: Sendable, Hashable {
  /// A new trial of these values, with so much of the resource.
  case begin(HyperparameterValues, resource: Int)
  /// More of the resource, in all, for the trial of this number.
  case goOn(trial: Int, resource: Int)
  /// An end to the trials of these numbers.
  case prune(trials: [Int])
}

/// A strategy's name and settings, from which it can be made again.
public struct StrategyConfiguration: Sendable, Hashable, Codable {
  /// One of ``names``, or that of a strategy of your own.
  public var name: String
  /// How many trials, at most.
  public var trials: Int
  /// The most of the resource that a trial gets; with it, it is done.
  public var resource: Int
  /// What random choices follow from.
  public var seed: UInt64
  /// By how much halving thins out trials and increases the resource of those that stay.
  public var factor: Int

  /// A configuration of these parts.
  public init(name: String, trials: Int, resource: Int = 1, seed: UInt64 = 0, factor: Int = 3) {
    self.name = name
    self.trials = trials
    self.resource = resource
    self.seed = seed
    self.factor = factor
  }

  /// The names of the library's strategies.
  public static let names = ["random", "halton", "grid", "halving", "hyperband"]

  /// The strategy.
  ///
  /// - Throws: ``TrainingError`` where its name is not known or a number is out of range.
  public func makeStrategy() throws -> any SearchStrategy {
    guard (1...100_000).contains(trials) else {
      throw TrainingError("a search of \(trials) trials; there must be 1 to 100000")
    }
    guard resource > 0 else {
      throw TrainingError("trials with \(resource) of the resource; there must be at least 1")
    }
    guard (2...1000).contains(factor) else {
      throw TrainingError("a factor of \(factor); it must be from 2 to 1000")
    }
    switch name {
    case "random", "halton":
      return RandomSearch(
        trials: trials, resource: resource, sequence: name == "random" ? .random : .halton,
        seed: seed)
    case "grid": return GridSearch(trials: trials, resource: resource, seed: seed)
    case "halving":
      return SuccessiveHalving(trials: trials, resource: resource, factor: factor, seed: seed)
    case "hyperband":
      return Hyperband(trials: trials, resource: resource, factor: factor, seed: seed)
    default:
      throw TrainingError("unknown strategy '\(name)'\(suggestion(for: name, among: Self.names))")
    }
  }
}
