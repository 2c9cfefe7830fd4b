import ApusData
import ApusFiles
import ApusPlot
import ApusTraining

extension RunSummary {
  /// The curves of one value of several runs over the epochs, in one chart.
  ///
  /// ```swift
  /// let runs = try ["runs/first", "runs/second"].map { try RunSummary(of: RunFolder($0)) }
  /// try RunSummary.chart(of: "val_loss", in: runs).write(to: "val_loss.svg")
  /// ```
  ///
  /// - Throws: ``FileError`` where a run has no such value, or its epochs cannot be read.
  public static func chart(of metric: String, in runs: [RunSummary]) throws -> Chart {
    let unit = RunComparison(runs).unit(of: metric).map { " (\($0))" } ?? ""
    var chart = Chart(
      title: "", x: Axis("epoch", isWhole: true), y: Axis(metric + unit), width: 860, height: 440)
    for (run, label) in zip(runs, labels(runs)) {
      let points = try run.folder.history().epochs.compactMap { epoch in
        epoch[metric].map { (x: Double(epoch.epoch), y: $0) }
      }
      guard !points.isEmpty else {
        let names = run.metrics.keys.sorted().joined(separator: ", ")
        throw FileError(
          run.path,
          "has no epoch with \(metric)\(names.isEmpty ? "" : "; it has \(names)")")
      }
      chart.add(Line(points, label: label))
    }
    return chart
  }

  /// Short names that tell runs apart: the folders' own, or the paths where those are the same.
  public static func labels(_ runs: [RunSummary]) -> [String] {
    let names = runs.map(\.name)
    return Set(names).count == Set(runs.map(\.path)).count ? names : runs.map(\.path)
  }
}
