import ApusCore
import ApusNN

extension LearningRateSchedule {
  /// The curve of the rates of the first `steps` updates.
  ///
  /// ```swift
  /// try OneCycle(maximalRate: 0.1, totalSteps: 1000).chart(steps: 1000).write(to: "rates.svg")
  /// ```
  ///
  /// Traps where `steps` is below 2. Source: lecture S4, schedules.
  public func chart(steps: Int) -> Chart {
    require(steps > 1, "chart: \(steps) steps; there must be 2 or more")
    // More points than the picture has columns show nothing more; the last step is always one.
    let count = min(steps, 1200)
    let points = (0..<count).map { index -> (x: Double, y: Double) in
      let step = index * (steps - 1) / (count - 1)
      return (Double(step), learningRate(at: step))
    }
    let highest = points.map(\.y).filter(\.isFinite).max() ?? 1
    let top = Ticks.rounded(0, highest > 0 ? highest : 1)
    var chart = Chart(
      title: configuration.name, x: Axis("update"), y: Axis("learning rate", limits: top))
    chart.add(Line(points))
    return chart
  }
}
