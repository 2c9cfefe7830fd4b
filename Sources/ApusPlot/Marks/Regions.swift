/// A plane coloured by class, cell by cell, in pale colours of the classes' styles.
public struct Regions: Mark {
  private let classes: [[Int]]
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>

  /// The classes of cells that divide the rectangle `x` × `y` evenly.
  ///
  /// - Parameter classes: rows from the least y, in each the cells from the least x; all rows of
  ///   one length.
  public init(_ classes: [[Int]], x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.classes = classes
    self.x = x
    self.y = y
  }

  /// The rectangle.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? { (x, y) }

  /// None: the points of the classes take them.
  public var styleCount: Int { 0 }

  /// Draws the cells.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    drawCells(on: &picture, plane, x, y, classes) { style.next($0).paleColor }
  }
}

/// Draws cells that divide a rectangle evenly; neighbours of one value in a row are one piece.
func drawCells<Value: Equatable>(
  on picture: inout SVG, _ plane: Plane, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>,
  _ rows: [[Value]], color: (Value) -> String
) {
  func edge(_ range: ClosedRange<Double>, _ index: Int, of count: Int) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / Double(count)
  }
  for (index, row) in rows.enumerated() {
    let (low, high) = (
      plane.y(edge(y, index, of: rows.count)), plane.y(edge(y, index + 1, of: rows.count))
    )
    var first = 0
    while first < row.count {
      var end = first + 1
      while end < row.count && row[end] == row[first] { end += 1 }
      let left = plane.x(edge(x, first, of: row.count))
      let right = plane.x(edge(x, end, of: row.count))
      // A little over the neighbours, for edges between two pixels would leave seams.
      picture.rectangle(
        min(left, right), min(low, high), abs(right - left) + 0.6, abs(high - low) + 0.6,
        fill: color(row[first]), isCrisp: true)
      first = end
    }
  }
}
