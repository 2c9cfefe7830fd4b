/// How much room ticks, labels and legend take around a chart's axes, and which ticks have room for
/// their label.
struct ChartLayout {
  /// Legends say no more than fits.
  static let widestLegend = 220.0
  /// Labels of ticks say no more than fits.
  private static let widestTick = 150.0
  private static let lineHeight = 15.0

  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  /// The ticks of the horizontal axis whose labels do not run into each other.
  let across: [(value: Double, label: String)]
  /// The ticks of the vertical axis.
  let up: [(value: Double, label: String)]
  /// Whether the labels of the horizontal axis are turned, because side by side they have no room.
  let turnsLabels: Bool

  init(_ chart: Chart) {
    xRange = chart.x.range(over: chart.marks.compactMap { $0.extent?.x })
    yRange = chart.y.range(over: chart.marks.compactMap { $0.extent?.y })
    func fitting(_ ticks: [(value: Double, label: String)]) -> [(value: Double, label: String)] {
      ticks.map { ($0.value, shortened($0.label, to: Self.widestTick)) }
    }
    let (x, y) = (fitting(chart.x.ticks(over: xRange)), fitting(chart.y.ticks(over: yRange)))
    left = max(16 + Self.widest(y) + (chart.y.label.isEmpty ? 0 : 24), chart.leastLeft)
    let keys = chart.keys().map { key in
      key.width + min(textWidth(key.label), Self.widestLegend) + (key.label.isEmpty ? 0 : 6)
    }
    // The last label stands half beyond the axis.
    let last = x.last.map { textWidth($0.label) / 2 + 6 } ?? 0
    right = max(keys.max().map { $0 + 28 } ?? 20, last, 20)
    top = chart.title.isEmpty ? 16 : 40

    // Numbers are left out where they would run into each other; names are turned first.
    let slot = max(chart.width - left - right, 1) / Double(max(x.count, 1))
    let isNamed = chart.x.categories != nil
    turnsLabels = isNamed && Self.widest(x) + 8 > slot
    let needed = turnsLabels ? Self.lineHeight : Self.widest(x) + 8
    across = Self.every(needed / slot, of: x)
    let below = turnsLabels ? Self.widest(across) + 14 : 32
    bottom = below + (chart.x.label.isEmpty ? 0 : 20)
    let rowHeight = max(chart.height - top - bottom, 1) / Double(max(y.count, 1))
    up = Self.every(Self.lineHeight / rowHeight, of: y)
  }

  private static func widest(_ ticks: [(value: Double, label: String)]) -> Double {
    ticks.map { textWidth($0.label) }.max() ?? 0
  }

  /// The first of each `step`, rounded up.
  private static func every(
    _ step: Double, of ticks: [(value: Double, label: String)]
  ) -> [(value: Double, label: String)] {
    let step = max(1, Int(step.rounded(.up)))
    return ticks.enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }
}
