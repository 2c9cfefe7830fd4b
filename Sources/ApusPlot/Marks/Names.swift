/// Words at points of the plane, each with a rim in the ground's colour so that it reads on what
/// lies below.
public struct Names: Mark {
  private let names: [(x: Double, y: Double, text: String)]
  private let size: Double
  private let shift: Double

  /// A word at each point.
  ///
  /// - Parameters:
  ///   - size: of the letters, in pixels.
  ///   - shift: how far above the point they stand, in pixels; 0: their middle is there.
  public init(_ names: [(x: Double, y: Double, text: String)], size: Double = 13, shift: Double = 0)
  {
    self.names = names
    self.size = size
    self.shift = shift
  }

  /// The points' extent.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    ApusPlot.extent(of: names.map { ($0.x, $0.y) })
  }

  /// None: words have the colour of ink.
  public var styleCount: Int { 0 }

  /// Draws the words.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    for name in names where plane.shows((name.x, name.y)) {
      let place = plane.place((name.x, name.y))
      picture.text(
        place.x, place.y + 0.36 * size - shift, name.text, size: size, isBold: true,
        halo: style.theme.ground)
    }
  }
}
