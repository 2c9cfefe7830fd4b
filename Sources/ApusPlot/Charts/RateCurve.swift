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
    let points = points(steps: steps)
    let highest = points.map(\.y).filter(\.isFinite).max() ?? 1
    let top = Ticks.rounded(0, highest > 0 ? highest : 1)
    var chart = Chart(
      title: configuration.name, x: Axis("update"), y: Axis("learning rate", limits: top))
    chart.add(Line(points))
    return chart
  }
  /// The rates of the first `steps` updates; more points than the picture has columns show nothing
  /// more, and the last step is always one.
  fileprivate func points(steps: Int) -> [(x: Double, y: Double)] {
    let count = min(steps, 1200)
    return (0..<count).map { index in
      let step = index * (steps - 1) / (count - 1)
      return (Double(step), learningRate(at: step))
    }
  }
}

extension Chart {
  /// The curves of several schedules over the first `steps` updates; traps where that is below 2.
  public static func rates(
    _ schedules: [(name: String, schedule: any LearningRateSchedule)], steps: Int,
    title: String = "learning-rate schedules"
  ) -> Chart {
    require(steps > 1, "rates: \(steps) steps; there must be 2 or more")
    var chart = Chart(title: title, x: Axis("update"), y: Axis("learning rate"))
    for (name, schedule) in schedules {
      chart.add(Line(schedule.points(steps: steps), label: name))
    }
    return chart
  }
}
