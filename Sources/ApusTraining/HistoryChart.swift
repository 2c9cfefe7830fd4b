import ApusPlot

extension History {
  /// The curve of a value over the epochs, and of the same on the validation set where there is
  /// one.
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

extension Chart {
  /// A value of several runs over the epochs: a line each, or, of runs that belong together, such
  /// as those of several seeds, the line of their mean within the area from the least to the
  /// greatest.
  ///
  /// ```swift
  /// let sgd = try [0, 1, 2].map { try model.fit(train, epochs: 5, validation: test, seed: $0) }
  /// try Chart.comparison(of: [("Adam", [history]), ("SGD", sgd)], "val_accuracy")
  ///   .write(to: "optimizers.png")
  /// ```
  ///
  /// An epoch that not every run of a group has is left out of the group.
  public static func comparison(
    of groups: [(name: String, runs: [History])], _ value: String, title: String = ""
  ) -> Chart {
    var chart = Chart(title: title, x: Axis("epoch", isWhole: true), y: Axis(value))
    for (name, runs) in groups {
      let curves = runs.map { run in
        Dictionary(
          run.epochs.compactMap { epoch in epoch[value].map { (epoch.epoch, $0) } },
          uniquingKeysWith: { _, last in last })
      }
      let epochs = (curves.first?.keys.sorted() ?? []).filter { epoch in
        curves.allSatisfy { $0[epoch] != nil }
      }
      let values = epochs.map { epoch in curves.compactMap { $0[epoch] } }
      if runs.count > 1 {
        chart.add(
          Area(
            zip(epochs, values).map {
              (Double($0), $1.min() ?? .nan, $1.max() ?? .nan)
            }))
      }
      let means = zip(epochs, values).map {
        (x: Double($0), y: $1.reduce(0, +) / Double($1.count))
      }
      chart.add(Line(means, label: runs.count > 1 ? "\(name) (\(runs.count) runs)" : name))
    }
    return chart
  }
}
