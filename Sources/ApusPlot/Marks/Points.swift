/// Points, each a small shape.
public struct Points: Mark {
  private let points: [(x: Double, y: Double)]
  private let label: String?
  private let size: Double
  private let isRinged: Bool

  /// Shapes at `points`.
  ///
  /// - Parameters:
  ///   - label: what the legend says; nil: it has no entry.
  ///   - size: half the width of a shape, in pixels.
  ///   - isRinged: rings instead of filled shapes, to mark other points.
  public init(
    _ points: [(x: Double, y: Double)], label: String? = nil, size: Double = 3.5,
    isRinged: Bool = false
  ) {
    self.points = points
    self.label = label
    self.size = size
    self.isRinged = isRinged
  }

  /// The points' extent.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    ApusPlot.extent(of: points)
  }

  /// Rings take no style.
  public var styleCount: Int { isRinged ? 0 : 1 }

  /// Draws the shapes.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    for point in points where plane.shows(point) {
      let place = plane.place(point)
      draw(&picture, place.x, place.y, style)
    }
  }

  private func draw(_ picture: inout SVG, _ x: Double, _ y: Double, _ style: Style) {
    if isRinged {
      // A rim in the ground's colour, for rings on dark fields.
      picture.circle(x, y, size + 1.5, fill: "none", stroke: style.theme.ground)
      picture.circle(x, y, size, fill: "none", stroke: style.theme.ink)
    } else {
      style.shape.draw(on: &picture, x, y, size, color: style.color)
    }
  }

  /// A shape.
  public func legend(_ style: Style) -> [LegendKey] {
    guard let label else { return [] }
    return [LegendKey(label: label) { picture, x, y in draw(&picture, x + 11, y, style) }]
  }
}
