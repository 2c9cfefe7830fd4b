/// Bars that stand on a base line: counts of a histogram, figures of categories.
public struct Bars: Mark {
  /// A bar from one place of the horizontal axis to another.
  private let bars: [(from: Double, to: Double, value: Double)]
  private let base: Double
  private let label: String?
  private let texts: [String]

  /// Bars over intervals.
  ///
  /// - Parameters:
  ///   - bars: where each begins and ends along the horizontal axis, and how high it is.
  ///   - base: where they stand, along the vertical axis; on a logarithmic axis its lower end where
  ///     this is not above 0.
  ///   - label: what the legend says; nil: it has no entry.
  ///   - texts: what stands above the bars, each at most a word or a number; empty for nothing.
  public init(
    _ bars: [(from: Double, to: Double, value: Double)], base: Double = 0, label: String? = nil,
    texts: [String] = []
  ) {
    self.bars = bars
    self.base = base
    self.label = label
    self.texts = texts
  }

  /// Bars over the categories 0, 1, 2, …; where each category has `groupSize` bars side by side,
  /// those of number `group`.
  public init(
    _ values: [Double], label: String? = nil, group: Int = 0, of groupSize: Int = 1,
    texts: [String] = []
  ) {
    let width = 0.8 / Double(max(groupSize, 1))
    self.init(
      values.enumerated().map { index, value in
        let from = Double(index) - 0.4 + width * Double(group)
        return (from, from + width, value)
      }, label: label, texts: texts)
  }

  /// From the base to the highest bar.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    ApusPlot.extent(
      of: bars.flatMap { [($0.from, $0.value), ($0.to, $0.value), ($0.from, base)] })
  }

  /// Draws the bars.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    let bottom = plane.y(plane.y.isLogarithmic ? max(base, plane.y.range.lowerBound) : base)
    for (index, bar) in bars.enumerated() {
      let (left, right) = (plane.x(bar.from), plane.x(bar.to))
      let end = plane.y(bar.value)
      guard left.isFinite, right.isFinite, end.isFinite else { continue }
      picture.rectangle(
        min(left, right), min(end, bottom), abs(right - left), abs(bottom - end),
        fill: style.paleColor, stroke: style.color)
      guard index < texts.count else { continue }
      picture.text((left + right) / 2, min(end, bottom) - 4, texts[index], size: 11)
    }
  }

  /// A small bar.
  public func legend(_ style: Style) -> [LegendKey] {
    guard let label else { return [] }
    return [
      LegendKey(label: label) { picture, x, y in
        picture.rectangle(x + 3, y - 6, 16, 12, fill: style.paleColor, stroke: style.color)
      }
    ]
  }
}
