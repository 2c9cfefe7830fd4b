import ApusNN
import ApusTraining

/// Successive halving with several first rungs: from many trials with little of the resource to few
/// with all of it.
///
/// Where R is all of the resource and s_max = ⌊log_η R⌋, bracket s begins ⌈(s_max + 1) / (s + 1) ·
/// ηˢ⌉ trials with R / ηˢ, for s from s_max down to 0; then the brackets come again until there are
/// as many trials as wanted. Source: Li et al. 2018, *Hyperband: a novel bandit-based approach to
/// hyperparameter optimization*.
public struct Hyperband: SearchStrategy {
  /// Its name and settings.
  public let configuration: StrategyConfiguration

  /// A search of `trials` trials, in each bracket the last of them with all of the `resource`.
  ///
  /// - Parameters:
  ///   - factor: η, 2 or more.
  ///   - seed: what the values follow from: those of ``RandomSearch`` with this seed.
  public init(trials: Int, resource: Int, factor: Int = 3, seed: UInt64 = 0) {
    configuration = StrategyConfiguration(
      name: "hyperband", trials: trials, resource: resource, seed: seed, factor: factor)
  }

  /// The brackets, until the trials are used up.
  var brackets: [Bracket] {
    let factor = configuration.factor
    let last = configuration.resource.logarithm(base: factor)
    var brackets: [Bracket] = []
    var left = configuration.trials
    var rung = last
    while left > 0 {
      let (product, isTooLarge) = (last + 1).multipliedReportingOverflow(
        by: factor.raised(to: rung))
      let wanted = isTooLarge ? left : (product + rung) / (rung + 1)
      let count = min(wanted, left)
      brackets.append(
        Bracket(
          trials: count, resource: configuration.resource, factor: factor, rungs: rung + 1))
      left -= count
      rung = rung > 0 ? rung - 1 : last
    }
    return brackets
  }

  /// What comes next in the first bracket that is not done.
  public func next(
    after trials: [Trial], in space: SearchSpace, _ direction: Monitor.Direction
  ) -> SearchStep? {
    let values = space.distinctValues(configuration.trials, .random, seed: configuration.seed)
    var first = 0
    for bracket in brackets where first < values.count {
      let end = min(first + bracket.sizes[0], values.count)
      let members = trials[min(first, trials.count)..<min(end, trials.count)]
      if let step = bracket.next(after: members, values: values[first..<end], direction) {
        return step
      }
      first = end
    }
    return nil
  }
}
