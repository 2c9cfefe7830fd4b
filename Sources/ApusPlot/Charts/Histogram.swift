import ApusCore
import Foundation

/// How many values lie in each of some intervals of one width.
///
/// Every interval is closed below and open above, the last closed above as well, as in NumPy's
/// `histogram`; values that are not finite are left out.
public struct Histogram: Sendable, Equatable {
  /// The number of values in each interval.
  public let counts: [Int]
  /// Where the intervals begin and end: one more than there are counts.
  public let edges: [Double]

  /// The histogram of `values` in `bins` intervals over `range`; nil: from the least to the
  /// greatest of them. Traps where there is no interval.
  public init(_ values: [Double], bins: Int = 50, range: ClosedRange<Double>? = nil) {
    require(bins >= 1, "Histogram: \(bins) bins; there must be one at least")
    let finite = values.filter(\.isFinite)
    var range = range ?? (finite.min() ?? 0)...(finite.max() ?? 1)
    if range.lowerBound == range.upperBound {
      range = range.lowerBound - 0.5...range.upperBound + 0.5
    }
    let (low, width) = (range.lowerBound, (range.upperBound - range.lowerBound) / Double(bins))
    let edges = (0...bins).map { $0 == bins ? range.upperBound : low + width * Double($0) }
    var counts = [Int](repeating: 0, count: bins)
    for value in finite where range.contains(value) {
      var place = min(Int((value - low) / width), bins - 1)
      // The quotient is rounded: the edges themselves decide.
      if value < edges[place] {
        place -= 1
      } else if place + 1 < bins, value >= edges[place + 1] {
        place += 1
      }
      counts[place] += 1
    }
    self.counts = counts
    self.edges = edges
  }

  /// The intervals with their counts, as ``Bars`` takes them; empty ones are left out.
  var bars: [(from: Double, to: Double, value: Double)] {
    counts.indices.filter { counts[$0] > 0 }.map { (edges[$0], edges[$0 + 1], Double(counts[$0])) }
  }
}

extension Chart {
  /// How often values occur, interval by interval.
  ///
  /// - Parameters:
  ///   - values: whose; those that are not finite are left out.
  ///   - label: what they are, with their unit.
  ///   - bins: the number of intervals.
  ///   - logarithmic: whether counts grow by their logarithm, which shows rare values.
  public static func histogram(
    _ values: [Double], label: String, title: String = "", bins: Int = 50, logarithmic: Bool = false
  ) -> Chart {
    let histogram = Histogram(values, bins: bins)
    let (first, last) = (histogram.edges[0], histogram.edges[bins])
    var y = Axis("count", scale: logarithmic ? .logarithmic : .linear, isWhole: !logarithmic)
    // Below one there is nothing; a bar of one shall still be seen.
    let highest = Double(max(histogram.counts.max() ?? 1, 1))
    if logarithmic { y.limits = 0.5...pow(10, log10(highest * 1.2).rounded(.up)) }
    var chart = Chart(title: title, x: Axis(label, limits: first...last), y: y)
    chart.add(Bars(histogram.bars))
    return chart
  }
}

extension ChartGrid {
  /// A small histogram of the numbers of each tensor: weights by their names, or gradients.
  ///
  /// ```swift
  /// try ChartGrid.histograms(
  ///   model.namedParameters.map { ($0.name, $0.parameter.wrappedValue) }, title: "weights"
  /// ).write(to: "weights.png")
  /// ```
  public static func histograms(
    _ tensors: [(name: String, values: Tensor)], title: String = "", columns: Int = 3,
    bins: Int = 40, logarithmic: Bool = false
  ) -> ChartGrid {
    let charts = tensors.map { name, values in
      let numbers = values.doubles
      var chart = Chart.histogram(
        numbers, label: "", title: "\(name) (\(numbers.count))", bins: bins,
        logarithmic: logarithmic)
      chart.y.label = ""
      (chart.width, chart.height) = (300, 200)
      return chart
    }
    return ChartGrid(title: title, charts, columns: columns)
  }
}
