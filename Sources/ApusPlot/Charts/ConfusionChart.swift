import ApusCore
import ApusNN
import Foundation

extension Chart {
  /// How often each class was taken for each: rows are true classes, columns recognized ones. The
  /// colour is the share of the row's class; the cells say counts and, up to twelve classes,
  /// shares, as long as they are legible.
  ///
  /// ```swift
  /// try Chart.confusion(ConfusionMatrix(truth: truth, recognized: guesses, classes: 10),
  ///   classNames: names).write(to: "confusion.png")
  /// ```
  ///
  /// Traps where the number of names is not that of the classes. Source: lectures S1 and S2:1901.
  public static func confusion(
    _ matrix: ConfusionMatrix, classNames: [String], title: String? = nil
  ) -> Chart {
    let count = matrix.counts.count
    require(
      classNames.count == count,
      "confusion: \(classNames.count) names of \(count) classes; each class needs one")
    let shares = matrix.normalized(by: .truth)
    // Cells shrink with the number of classes until the picture would be too large for a page.
    let most = 12
    let widest = min(classNames.map { textWidth($0) }.max() ?? 0, 84) + 12
    let side = max(min(max(58, widest), 680 / Double(max(count, 1))), 3)
    let texts = matrix.counts.indices.map { row in
      matrix.counts[row].indices.map { column -> String in
        let members = matrix.counts[row][column]
        guard members > 0 else { return "" }
        return count <= most
          ? "\(members)\n" + String(format: "%.3g %%", 100 * shares[row][column]) : "\(members)"
      }
    }
    let range = -0.5...Double(max(count, 1)) - 0.5
    let right = String(format: "%.4g %% of %d right", 100 * matrix.accuracy, matrix.total)
    var chart = Chart(
      title: (title.map { $0 + ": " } ?? "") + right,
      x: Axis("recognized class", categories: classNames),
      y: Axis("true class", categories: classNames, isReversed: true))
    chart.add(
      HeatMap(
        shares, x: range, y: range, limits: 0...1, colors: .blues, steps: 40,
        texts: count <= 30 ? texts : [], scaleTitle: "share of the true class"))
    chart.setPlotSize(width: side * Double(count), height: side * Double(count))
    return chart
  }
}
