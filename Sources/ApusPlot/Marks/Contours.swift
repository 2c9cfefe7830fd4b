/// Lines along which a field of numbers over a plane has the same value.
///
/// Source: marching squares; numbers are taken at the middle of the cells and change linearly
/// between them.
public struct Contours: Mark {
  private let values: [[Double]]
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let levels: [Double]

  /// The lines of `levels`.
  ///
  /// - Parameter values: rows from the least y, in each the cells from the least x; all rows of one
  ///   length.
  public init(
    _ values: [[Double]], x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double]
  ) {
    self.values = values
    self.x = x
    self.y = y
    self.levels = levels
  }

  /// The rectangle.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? { (x, y) }

  /// None: the lines are white.
  public var styleCount: Int { 0 }

  /// Draws the lines.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    for level in levels {
      for piece in pieces(of: level) {
        let (a, b) = (plane.place(piece.0), plane.place(piece.1))
        picture.line(a.x, a.y, b.x, b.y, color: "white", width: 1)
      }
    }
  }

  /// The pieces of one level's line, a cell between four numbers after the other.
  func pieces(
    of level: Double
  ) -> [(from: (x: Double, y: Double), to: (x: Double, y: Double))] {
    guard values.count > 1, let columns = values.first?.count, columns > 1 else { return [] }
    func place(_ row: Int, _ column: Int) -> (x: Double, y: Double) {
      (
        x.lowerBound + (x.upperBound - x.lowerBound) * (Double(column) + 0.5) / Double(columns),
        y.lowerBound + (y.upperBound - y.lowerBound) * (Double(row) + 0.5) / Double(values.count)
      )
    }
    /// Where the line passes between two neighbours; nil where it does not.
    func crossing(_ a: (Int, Int), _ b: (Int, Int)) -> (x: Double, y: Double)? {
      let (v, w) = (values[a.0][a.1], values[b.0][b.1])
      guard v.isFinite, w.isFinite, (v < level) != (w < level) else { return nil }
      let part = (level - v) / (w - v)
      let (p, q) = (place(a.0, a.1), place(b.0, b.1))
      return (p.x + part * (q.x - p.x), p.y + part * (q.y - p.y))
    }
    var result: [(from: (x: Double, y: Double), to: (x: Double, y: Double))] = []
    for row in 0..<values.count - 1 {
      for column in 0..<columns - 1 {
        let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        let crossings = (0..<4).compactMap { crossing(corners[$0], corners[($0 + 1) % 4]) }
        if crossings.count >= 2 { result.append((crossings[0], crossings[1])) }
        // A saddle: the other two sides belong together.
        if crossings.count == 4 { result.append((crossings[2], crossings[3])) }
      }
    }
    return result
  }
}
