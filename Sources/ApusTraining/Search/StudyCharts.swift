import ApusNN
import ApusPlot

extension Study {
  /// The objective by trial, and the best so far.
  ///
  /// - Parameter reference: a value to compare with, as a line across; nil: none.
  public func progressChart(reference: (label: String, value: Double)? = nil) -> Chart {
    var chart = Chart(
      title: "trials", x: Axis("trial", isWhole: true), y: Axis(record.objective))
    var best: [(x: Double, y: Double)] = []
    for trial in trials {
      guard let value = trial.result?.value else { continue }
      let isBetter = best.last.map { record.direction.isBetter(value, than: $0.y) } ?? true
      best.append((Double(trial.number), isBetter ? value : (best.last?.y ?? value)))
    }
    chart.add(Line(best, label: "best so far"))
    for (state, label) in Self.shownStates {
      let points = trials.filter { $0.state == state }.compactMap { trial in
        trial.result.map { (x: Double(trial.number), y: $0.value) }
      }
      if !points.isEmpty { chart.add(Points(points, label: label, size: 4)) }
    }
    if let reference, reference.value.isFinite, let last = trials.last?.number {
      chart.add(
        Line(
          [(1, reference.value), (Double(max(last, 2)), reference.value)], label: reference.label)
      )
    }
    return chart
  }

  /// The objective over the values of one hyperparameter; nil where the space has none of that name.
  public func chart(of name: String) -> Chart? {
    guard let hyperparameter = record.space[name] else { return nil }
    let axis: Axis
    let place: (ConfigurationValue) -> Double?
    switch hyperparameter.domain {
    case .choice(let values):
      axis = Axis(name, categories: values.map(\.plainText))
      place = { value in values.firstIndex(of: value).map(Double.init) }
    case .range(let range):
      axis = Axis(name, scale: range.scale == .linear ? .linear : .logarithmic)
      place = \.asNumber
    }
    var chart = Chart(title: name, x: axis, y: Axis(record.objective))
    for (state, label) in Self.shownStates {
      let points = trials.filter { $0.state == state }.compactMap { trial in
        trial.values[name].flatMap(place).flatMap { place in
          trial.result.map { (x: place, y: $0.value) }
        }
      }
      if !points.isEmpty { chart.add(Points(points, label: label, size: 4)) }
    }
    return chart
  }

  /// States of trials with results, and what a legend calls them.
  private static let shownStates: [(Trial.State, String)] = [
    (.done, "done"), (.pruned, "pruned"), (.waiting, "waiting"),
  ]
}
