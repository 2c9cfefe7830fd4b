/// Points with bars from a low to a high value: means with their intervals.
public struct ErrorBars: Mark {
  private let points: [(x: Double, y: Double, low: Double, high: Double)]
  private let label: String?

  /// A point and a bar for each; what is not finite is left out.
  public init(
    _ points: [(x: Double, y: Double, low: Double, high: Double)], label: String? = nil
  ) {
    self.points = points
    self.label = label
  }

  /// From the lowest end of a bar to the highest.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    ApusPlot.extent(of: points.flatMap { [($0.x, $0.low), ($0.x, $0.y), ($0.x, $0.high)] })
  }

  /// Draws bars and points.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    for point in points where plane.shows((point.x, point.y)) {
      let (place, low, high) = (
        plane.place((point.x, point.y)), plane.y(point.low), plane.y(point.high)
      )
      if low.isFinite, high.isFinite {
        picture.line(place.x, low, place.x, high, color: style.color, width: 1.5)
        for end in [low, high] {
          picture.line(place.x - 5, end, place.x + 5, end, color: style.color, width: 1.5)
        }
      }
      style.shape.draw(on: &picture, place.x, place.y, 4, color: style.color)
    }
  }

  /// A point with its bar.
  public func legend(_ style: Style) -> [LegendKey] {
    guard let label else { return [] }
    return [
      LegendKey(label: label) { picture, x, y in
        picture.line(x + 11, y - 8, x + 11, y + 8, color: style.color, width: 1.5)
        style.shape.draw(on: &picture, x + 11, y, 4, color: style.color)
      }
    ]
  }
}
