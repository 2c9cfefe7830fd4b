/// A line through points in their order; where one is not finite it is broken.
public struct Line: Mark {
  private let points: [(x: Double, y: Double)]
  private let label: String?
  private let width: Double
  private let isStepped: Bool
  private let isGuide: Bool

  /// A line through `points`.
  ///
  /// - Parameters:
  ///   - label: what the legend says; nil: it has no entry.
  ///   - width: in pixels.
  ///   - isStepped: whether a value holds until the next point instead of changing on the way
  ///     there.
  ///   - isGuide: whether it is drawn thin and dashed as what to compare with, and takes no style.
  public init(
    _ points: [(x: Double, y: Double)], label: String? = nil, width: Double = 2,
    isStepped: Bool = false, isGuide: Bool = false
  ) {
    self.points = points
    self.label = label
    self.width = isGuide ? 1.2 : width
    self.isStepped = isStepped
    self.isGuide = isGuide
  }

  /// None for a guide.
  public var styleCount: Int { isGuide ? 0 : 1 }

  private func look(_ style: Style) -> (color: String, dashes: String) {
    isGuide ? (style.theme.faint, "4 4") : (style.color, style.dashes)
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
      var places = run.map(plane.place)
      if isStepped, let first = places.first {
        places = [first] + zip(places, places.dropFirst()).flatMap { [(x: $1.x, y: $0.y), $1] }
      }
      let look = look(style)
      picture.polyline(places, color: look.color, width: width, dashes: look.dashes)
    }
  }

  /// A piece of the line.
  public func legend(_ style: Style) -> [LegendKey] {
    guard let label else { return [] }
    return [
      LegendKey(label: label) { picture, x, y in
        let look = look(style)
        picture.line(x, y, x + 22, y, color: look.color, width: width, dashes: look.dashes)
      }
    ]
  }
}
