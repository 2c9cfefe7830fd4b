import ApusPlot

extension History {
  /// The curve of a value over the epochs, and of the same on the validation set where there is one.
  ///
  /// ```swift
  /// try history.chart("loss").write(to: "loss.svg")
  /// ```
  public func chart(_ name: String) -> Chart {
    var chart = Chart(title: "", x: Axis("epoch", isWhole: true), y: Axis(name))
    for (key, label) in [(name, "training"), ("val_" + name, "validation")] {
      let points = epochs.compactMap { epoch in
        epoch[key].map { (x: Double(epoch.epoch), y: $0) }
      }
      if !points.isEmpty { chart.add(Line(points, label: label)) }
    }
    return chart
  }
}
