import ApusNN
import ApusTraining

/// Trials that begin together with little of the resource; again and again the best part of them
/// goes on with more.
///
/// Of n trials ⌊n / ηⁱ⌋ reach rung i, whose resource is ⌊R / ηˢ⁻ⁱ⌋; s is the last rung. Source:
/// Jamieson and Talwalkar 2016, *Non-stochastic best arm identification and hyperparameter
/// optimization*.
struct Bracket: Hashable {
  /// How many trials reach each rung.
  let sizes: [Int]
  /// The resource of each rung, in all.
  let resources: [Int]

  /// A bracket of at most `rungs` rungs, 1 or more: as many as `trials` and `resource`, 1 or more,
  /// can be divided.
  init(trials: Int, resource: Int, factor: Int, rungs: Int = .max) {
    let last = min(
      rungs - 1, trials.logarithm(base: factor), resource.logarithm(base: factor))
    sizes = (0...last).map { trials / factor.raised(to: $0) }
    resources = (0...last).map { resource / factor.raised(to: last - $0) }
  }

  /// What comes next; nil where the bracket is done.
  ///
  /// - Parameters:
  ///   - trials: the bracket's trials so far.
  ///   - values: those that its trials begin with; there may be fewer than the first rung is for.
  func next(
    after trials: ArraySlice<Trial>, values: ArraySlice<HyperparameterValues>,
    _ direction: Monitor.Direction
  ) -> SearchStep? {
    if trials.count < values.count {
      return .begin(values[values.startIndex + trials.count], resource: resources[0])
    }
    for rung in resources.indices.dropLast() {
      let resource = resources[rung]
      let standing = trials.compactMap { trial in
        trial.value(at: resource).map { (trial: trial, value: $0) }
      }
      let order = standing.sorted { a, b in
        a.value == b.value
          ? a.trial.number < b.trial.number : direction.isBetter(a.value, than: b.value)
      }.map(\.trial)
      let waiting = { (trial: Trial) in
        trial.state == .waiting && trial.result?.resource == resource
      }
      let left = order.dropFirst(sizes[rung + 1]).filter(waiting)
      if !left.isEmpty { return .prune(trials: left.map(\.number).sorted()) }
      if let next = order.prefix(sizes[rung + 1]).first(where: waiting) {
        return .goOn(trial: next.number, resource: resources[rung + 1])
      }
    }
    return nil
  }
}

extension Int {
  /// self · self · …, `exponent` times; the greatest whole number where that is too large.
  func raised(to exponent: Int) -> Int {
    var result = 1
    for _ in 0..<exponent {
      let (product, isTooLarge) = result.multipliedReportingOverflow(by: self)
      if isTooLarge { return .max }
      result = product
    }
    return result
  }

  /// The greatest whole x with baseˣ ≤ self, for self ≥ 1 and base ≥ 2.
  func logarithm(base: Int) -> Int {
    var (rest, count) = (self / base, 0)
    while rest > 0 {
      rest /= base
      count += 1
    }
    return count
  }
}
