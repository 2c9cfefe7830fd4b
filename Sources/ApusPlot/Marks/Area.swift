/// The area between two curves, see-through: a spread around a mean.
public struct Area: Mark {
  private let points: [(x: Double, low: Double, high: Double)]
  private let label: String?

  /// The area from `low` to `high` over each x; points that are not finite are left out.
  public init(_ points: [(x: Double, low: Double, high: Double)], label: String? = nil) {
    self.points = points.filter { $0.x.isFinite && $0.low.isFinite && $0.high.isFinite }
    self.label = label
  }

  /// None: it has the colour of the mark after it, the line that it belongs to.
  public var styleCount: Int { 0 }

  /// The points' extent.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    ApusPlot.extent(of: points.flatMap { [($0.x, $0.low), ($0.x, $0.high)] })
  }

  /// Draws the area.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    let upper = points.map { plane.place(($0.x, $0.high)) }
    let lower = points.reversed().map { plane.place(($0.x, $0.low)) }
    let outline = (upper + lower).filter { $0.x.isFinite && $0.y.isFinite }
    picture.polygon(outline, fill: style.color, opacity: 0.2)
  }

  /// A patch of it.
  public func legend(_ style: Style) -> [LegendKey] {
    guard let label else { return [] }
    return [
      LegendKey(label: label) { picture, x, y in
        picture.polygon(
          [(x, y - 6), (x + 22, y - 6), (x + 22, y + 6), (x, y + 6)], fill: style.color,
          opacity: 0.2)
      }
    ]
  }
}
