import ApusCore
import ApusNN
import Foundation

extension Chart {
  /// A table of numbers as colours with their scale.
  ///
  /// - Parameters:
  ///   - values: row by row, all of one length.
  ///   - rows: what the rows are called, from the top.
  ///   - columns: what the columns are called.
  ///   - title: what stands above.
  ///   - x: what the columns are.
  ///   - y: what the rows are.
  ///   - scale: what the numbers are, above the scale of colours.
  ///   - limits: the numbers of the first and last colour; nil: the least and the greatest.
  ///   - colors: the colours.
  ///   - format: how cells say their number, as `%.2f`; nil: they do not. Of more than twenty
  ///     columns they never do.
  public static func heatMap(
    _ values: [[Double]], rows: [String], columns: [String], title: String = "", x: String = "",
    y: String = "", scale: String = "", limits: ClosedRange<Double>? = nil,
    colors: Colormap = .viridis, format: String? = nil
  ) -> Chart {
    require(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count },
      """
      heatMap: \(values.count) rows of \(values.map(\.count)) for \(rows.count) × \(columns.count) \
      names
      """
    )
    let isSaid = columns.count <= 20 && rows.count <= 20
    let texts = format.map { format in
      values.map { $0.map { $0.isFinite ? unsigned(String(format: format, $0)) : "" } }
    }
    var chart = Chart(
      title: title, x: Axis(x, categories: columns), y: Axis(y, categories: rows, isReversed: true))
    chart.add(
      HeatMap(
        values, x: -0.5...Double(max(columns.count, 1)) - 0.5,
        y: -0.5...Double(max(rows.count, 1)) - 0.5, limits: limits, colors: colors, steps: 60,
        texts: isSaid ? texts ?? [] : [], scaleTitle: scale))
    let side = max(min(44, 560 / Double(max(rows.count, columns.count, 1))), 2)
    chart.setPlotSize(
      width: max(side * Double(columns.count), 120), height: max(side * Double(rows.count), 120))
    return chart
  }

  /// Pearson's correlation of each feature with each: the mean product of their standard scores,
  /// from −1 to 1; not a number for a feature that is constant.
  ///
  /// - Parameters:
  ///   - features: [examples, features].
  ///   - names: what the features are called.
  public static func correlation(
    _ features: Tensor, names: [String], title: String = "correlation of the features"
  ) -> Chart {
    require(
      features.rank == 2 && features.shape[1] == names.count && features.shape[0] > 1,
      """
      correlation: features \(features.shape) and \(names.count) names; expected [examples, \
      features], 2 examples or more
      """
    )
    let values = features.cast(to: .float64)
    let centred = values - values.mean(axis: 0)
    let products = matmul(centred.transposed(), centred).doubles
    let count = names.count
    let table = (0..<count).map { row in
      (0..<count).map { column -> Double in
        let spread = (products[row * count + row] * products[column * count + column]).squareRoot()
        return spread > 0 ? min(max(products[row * count + column] / spread, -1), 1) : .nan
      }
    }
    return heatMap(
      table, rows: names, columns: names, title: title, scale: "r", limits: -1...1,
      colors: .diverging, format: "%.2f")
  }

  /// How much each query attends to each key: weights from 0 to 1, each row's sum is 1.
  ///
  /// - Parameters:
  ///   - weights: [queries, keys], one head's.
  ///   - queries: what the queries are called, from the top.
  ///   - keys: what the keys are called.
  /// - Source: Bahdanau et al. 2015, figure 3; Vaswani et al. 2017.
  public static func attention(
    _ weights: Tensor, queries: [String], keys: [String], title: String = "attention"
  ) -> Chart {
    require(
      weights.rank == 2 && weights.shape[0] == queries.count && weights.shape[1] == keys.count,
      "attention: weights \(weights.shape) for \(queries.count) queries and \(keys.count) keys")
    let values = weights.doubles
    return heatMap(
      queries.indices.map { Array(values[$0 * keys.count..<($0 + 1) * keys.count]) },
      rows: queries, columns: keys, title: title, x: "key", y: "query", scale: "weight",
      limits: Ticks.rounded(0, max(values.filter(\.isFinite).max() ?? 1, 1e-9)))
  }
}

/// The number without the sign that a little less than nothing would leave before zeros.
private func unsigned(_ text: String) -> String {
  text.hasPrefix("-") && Double(text) == 0 ? String(text.dropFirst()) : text
}
