import ApusNN
import ApusPlot
import ApusTraining
import Foundation

extension Study {
  /// The objective by trial, and the best so far.
  ///
  /// - Parameter reference: a value to compare with, as a line across; nil: none.
  public func progressChart(reference: (label: String, value: Double)? = nil) -> Chart {
    let last = Double(trials.count)
    var best: [(x: Double, y: Double)] = []
    for trial in trials {
      guard let value = trial.result?.value else { continue }
      let before = best.last?.y
      if let before { best.append((Double(trial.number), before)) }
      let isBetter = before.map { record.direction.isBetter(value, than: $0) } ?? true
      if isBetter { best.append((Double(trial.number), value)) }
    }
    if let end = best.last?.y { best.append((last, end)) }
    let level = reference.flatMap { $0.value.isFinite ? $0 : nil }
    var chart = Chart(
      title: "trials",
      x: Axis("trial", limits: 0.5...max(last, 1) + 0.5, isWhole: true),
      y: objectiveAxis(with: level?.value))
    chart.add(Line(best, label: "best so far"))
    if let level {
      chart.add(Line([(0.5, level.value), (last + 0.5, level.value)], label: level.label))
    }
    addPoints(to: &chart) { Double($0.number) }
    return chart
  }

  /// The objective over the values of one hyperparameter; nil where the space has none of that
  /// name.
  public func chart(of name: String) -> Chart? {
    guard let hyperparameter = record.space[name] else { return nil }
    let (axis, place) = Self.axis(of: hyperparameter)
    var chart = Chart(title: name, x: axis, y: objectiveAxis())
    addPoints(to: &chart) { $0.values[name].flatMap(place) }
    return chart
  }

  /// The axis of a hyperparameter's values, and where each stands on it. Few values have a place
  /// each.
  private static func axis(
    of hyperparameter: Hyperparameter
  ) -> (Axis, place: (ConfigurationValue) -> Double?) {
    let name = hyperparameter.name
    if case .range(let range) = hyperparameter.domain,
      range.step == nil || range.gridValues.count > 12
    {
      let isLinear = range.scale == .linear
      let limits =
        isLinear
        ? padded(range.low, range.high)
        : map(padded(log(range.low), log(range.high)), exp)
      return (Axis(name, limits: limits, scale: isLinear ? .linear : .logarithmic), \.asNumber)
    }
    let values = hyperparameter.gridValues
    return (
      Axis(name, categories: values.map(\.plainText)),
      { value in values.firstIndex(of: value).map(Double.init) }
    )
  }

  private func objectiveAxis(with other: Double? = nil) -> Axis {
    let values = trials.compactMap { $0.result?.value } + (other.map { [$0] } ?? [])
    guard let low = values.min(), let high = values.max() else { return Axis(record.objective) }
    return Axis(record.objective, limits: Self.padded(low, high))
  }

  /// A range with some room beyond its ends, so that points there are whole.
  private static func padded(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let room = high > low ? 0.05 * (high - low) : max(abs(low), 1) * 0.05
    return (low - room)...(high + room)
  }

  private static func map(
    _ range: ClosedRange<Double>, _ function: (Double) -> Double
  ) -> ClosedRange<Double> {
    function(range.lowerBound)...function(range.upperBound)
  }

  /// The trials with results, those of each state in a style of their own.
  private func addPoints(to chart: inout Chart, at place: (Trial) -> Double?) {
    let states: [(Trial.State, String)] = [
      (.done, "done"), (.pruned, "pruned"), (.waiting, "waiting"),
    ]
    for (state, label) in states {
      let points = trials.filter { $0.state == state }.compactMap { trial in
        place(trial).flatMap { x in trial.result.map { (x: x, y: $0.value) } }
      }
      if !points.isEmpty { chart.add(Points(points, label: label, size: 4)) }
    }
  }
}
