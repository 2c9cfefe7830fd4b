import ApusCore

/// How a method that goes along directions chooses them.
protocol DescentRule {
  /// p at `iterate`.
  mutating func direction(at iterate: Iterate, of objective: Objective) throws -> [Double]

  /// The step α to try first along `direction`, where φ′(0) = `slope`.
  func firstStep(at iterate: Iterate, along direction: [Double], slope: Double) -> Double

  /// Learns from a step that was taken, whose slope along the way was `slope`.
  mutating func learn(from before: Iterate, to after: Iterate, slope: Double)

  /// Forgets what was learnt, so that the next direction is that of steepest descent; false where
  /// there is nothing to forget.
  mutating func forget() -> Bool
}

extension DescentRule {
  func firstStep(at iterate: Iterate, along direction: [Double], slope: Double) -> Double { 1 }
  mutating func learn(from before: Iterate, to after: Iterate, slope: Double) {}
  mutating func forget() -> Bool { false }
}

/// What Newton's, the quasi-Newton and the conjugate gradient methods share: a direction, a search
/// along it, the tests whether to stop.
///
/// Where the direction does not go down or the search finds nothing, what the rule has learnt is
/// forgotten and steepest descent tried, once.
struct Descent {
  let stopping: StoppingRules
  let lineSearch: any LineSearch

  func minimize(
    _ objective: Objective, from start: [Double], by rule: inout some DescentRule
  ) throws -> MinimizerResult {
    let first = try objective.valueAndGradient(at: start)
    var current = Iterate(point: start, value: first.value, gradient: first.gradient)
    var history = [current.value]
    let limit = stopping.maximumIterations ?? 200 * start.count
    var reason = stopReason(at: current)
    while reason == nil {
      if history.count > limit {
        reason = .iterationLimit
      } else if objective.evaluations.function >= stopping.maximumEvaluations {
        reason = .evaluationLimit
      } else {
        let step = try step(from: current, of: objective, by: &rule)
        if let next = step.next {
          history.append(next.value)
          reason = stopReason(at: next)
          if reason == nil, stopping.isTooLittle(from: current.value, to: next.value) {
            reason = .functionTolerance
          }
          current = next
        } else if !rule.forget() {
          reason = step.endedNotFinite ? .notFinite : .lineSearchFailed
        }
      }
    }
    return MinimizerResult(
      current.point, value: current.value, gradient: current.gradient, stop: reason ?? .notFinite,
      iterations: history.count - 1, evaluations: objective.evaluations, history: history)
  }

  private func stopReason(at iterate: Iterate) -> StopReason? {
    let size = iterate.gradient.greatestMagnitude
    guard iterate.value.isFinite, size.isFinite else { return .notFinite }
    return size <= stopping.gradientTolerance ? .gradientTolerance : nil
  }

  /// One step; without a `next` when no step is left to take.
  private func step(
    from current: Iterate, of objective: Objective, by rule: inout some DescentRule
  ) throws -> (next: Iterate?, endedNotFinite: Bool) {
    let direction = try rule.direction(at: current, of: objective)
    let slope = dot(current.gradient, direction)
    guard slope < 0, slope.isFinite else { return (nil, !slope.isFinite) }
    let ray = Ray(objective, from: current, along: direction, slope: slope)
    let first = rule.firstStep(at: current, along: direction, slope: slope)
    guard let found = try lineSearch.search(along: ray, first: first) else {
      return (nil, ray.endedNotFinite)
    }
    let gradient = try found.gradient ?? objective.gradient(at: found.point)
    let next = Iterate(point: found.point, value: found.value, gradient: gradient)
    rule.learn(from: current, to: next, slope: slope * found.step)
    return (next, false)
  }
}

/// The first α after Nocedal and Wright (3.60), as SciPy takes it: that at which a parabola of this
/// slope would fall as far as the last step did, at most 1. Before any step, one that moves by
/// about 1.
struct FallOfLastStep {
  private var fall: Double?

  mutating func learn(from before: Iterate, to after: Iterate) { fall = before.value - after.value }

  func firstStep(at iterate: Iterate, slope: Double) -> Double {
    let step = 1.01 * 2 * (fall ?? iterate.gradient.norm / 2) / -slope
    return step > 0 ? min(1, step) : 1
  }
}
