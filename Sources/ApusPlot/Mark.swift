/// Something drawn in a chart: a line, points, bars, a field of colours.
public protocol Mark {
  /// The values that it covers; nil where it has none of its own.
  var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? { get }
  /// How many styles of the palette it takes.
  var styleCount: Int { get }
  /// Draws it; its first style is `style`.
  func draw(on picture: inout SVG, _ plane: Plane, _ style: Style)
  /// Its entries in the legend.
  func legend(_ style: Style) -> [LegendKey]
}

extension Mark {
  /// One.
  public var styleCount: Int { 1 }
  /// No entry.
  public func legend(_ style: Style) -> [LegendKey] { [] }
}

/// An entry of a legend: a sample and its meaning.
public struct LegendKey {
  let label: String
  let width: Double
  let height: Double
  let draw: (_ picture: inout SVG, _ x: Double, _ y: Double) -> Void

  /// An entry whose sample takes `width` by `height` pixels; `draw` is given its left edge and the
  /// middle of its first row.
  init(
    label: String, width: Double = 22, height: Double = 22,
    draw: @escaping (_ picture: inout SVG, _ x: Double, _ y: Double) -> Void
  ) {
    self.label = label
    self.width = width
    self.height = height
    self.draw = draw
  }
}

/// The extent of points; those that are not finite do not count.
func extent(
  of points: [(x: Double, y: Double)]
) -> (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
  let shown = points.filter { $0.x.isFinite && $0.y.isFinite }
  guard let first = shown.first else { return nil }
  var (x, y) = (first.x...first.x, first.y...first.y)
  for point in shown {
    x = min(x.lowerBound, point.x)...max(x.upperBound, point.x)
    y = min(y.lowerBound, point.y)...max(y.upperBound, point.y)
  }
  return (x, y)
}
