/// Several charts in rows below a common title.
///
/// ```swift
/// let charts = [history.chart("loss"), history.chart("accuracy")]
/// let grid = ChartGrid(title: "training", charts, columns: 2)
/// try grid.write(to: "training.png")
/// ```
public struct ChartGrid: Drawing {
  /// What stands above; empty for nothing.
  public var title: String
  /// The charts, row by row.
  public private(set) var rows: [[Chart]]
  /// The colours of all charts.
  public var theme = Theme.light

  /// The charts of `rows`, from the top.
  public init(title: String = "", rows: [[Chart]]) {
    self.title = title
    self.rows = rows.filter { !$0.isEmpty }
  }

  /// Charts in rows of `columns`, at least 1.
  public init(title: String = "", _ charts: [Chart], columns: Int) {
    let columns = max(1, columns)
    self.init(
      title: title,
      rows: stride(from: 0, to: charts.count, by: columns).map {
        Array(charts[$0..<min($0 + columns, charts.count)])
      })
  }

  private var head: Double { title.isEmpty ? 0 : 36 }

  /// The width of the widest row.
  public var width: Double {
    max(rows.map { $0.reduce(0) { $0 + $1.width } }.max() ?? 0, 200)
  }

  /// The height of all rows and the title.
  public var height: Double { head + rows.reduce(0) { $0 + ($1.map(\.height).max() ?? 0) } }

  /// Draws the charts, its corner at the picture's.
  public func draw(on picture: inout SVG) {
    let size = fittingSize(title, to: width - 16, size: 18, least: 10)
    picture.text(width / 2, 26, shortened(title, to: width - 16, size: size), size: size)
    var top = head
    for row in rows {
      var left = 0.0
      for var chart in row {
        chart.theme = theme
        picture.moved(left, top) { chart.draw(on: &$0) }
        left += chart.width
      }
      top += row.map(\.height).max() ?? 0
    }
  }
}
