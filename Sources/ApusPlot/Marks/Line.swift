/// A line through points in their order; where one is not finite it is broken.
public struct Line: Mark {
  private let points: [(x: Double, y: Double)]
  private let label: String?
  private let width: Double

  /// A line through `points`.
  ///
  /// - Parameters:
  ///   - label: what the legend says; nil: it has no entry.
  ///   - width: in pixels.
  public init(_ points: [(x: Double, y: Double)], label: String? = nil, width: Double = 2) {
    self.points = points
    self.label = label
    self.width = width
  }

  /// The points' extent.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    ApusPlot.extent(of: points)
  }

  /// Draws the line.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    for run in points.split(whereSeparator: { !plane.shows($0) }) {
      if run.count == 1, let only = run.first {
        let place = plane.place(only)
        style.shape.draw(on: &picture, place.x, place.y, 3, color: style.color)
      }
      picture.polyline(
        run.map(plane.place), color: style.color, width: width, dashes: style.dashes)
    }
  }

  /// A piece of the line.
  public func legend(_ style: Style) -> [LegendKey] {
    guard let label else { return [] }
    return [
      LegendKey(label: label) { picture, x, y in
        picture.line(
          x, y, x + 22, y, color: style.color, width: width, dashes: style.dashes)
      }
    ]
  }
}
