extension Chart {
  /// How a figure spreads within groups: a box each. Accuracies of repeated runs, say, for each
  /// setting.
  public static func boxes(
    _ groups: [(name: String, values: [Double])], title: String = "", x: String = "", y: String
  ) -> Chart {
    var chart = Chart(title: title, x: Axis(x, categories: groups.map(\.name)), y: Axis(y))
    chart.add(Boxes(groups.map(\.values)))
    return chart
  }

  /// The trials of a search: the figure that each reached over one of its settings, and the best
  /// one ringed.
  ///
  /// - Parameters:
  ///   - trials: the setting's value and the figure reached.
  ///   - setting: the horizontal axis; logarithmic for rates.
  ///   - figure: what the vertical axis shows.
  ///   - isLessBetter: whether the best trial is the one with the least figure, as for losses.
  public static func trials(
    _ trials: [(x: Double, y: Double)], setting: Axis, figure: String, title: String = "",
    isLessBetter: Bool = false
  ) -> Chart {
    var chart = Chart(title: title, x: setting, y: Axis(figure))
    chart.add(Points(trials, label: "trial"))
    let finite = trials.filter { $0.x.isFinite && $0.y.isFinite }
    if let best = isLessBetter ? finite.min(by: { $0.y < $1.y }) : finite.max(by: { $0.y < $1.y }) {
      chart.add(Points([best], label: "best", size: 7, isRinged: true))
    }
    return chart
  }
}
