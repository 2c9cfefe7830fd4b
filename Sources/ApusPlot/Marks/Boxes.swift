/// How values spread, category by category: a box from the first to the third quartile with a line
/// at the median, whiskers to the last values within 1.5 times the box's length of it, and a circle
/// for each value beyond.
///
/// Quartiles lie between the two nearest values in proportion, as NumPy's `percentile` has them.
/// Source: Tukey 1977, *Exploratory Data Analysis*.
public struct Boxes: Mark {
  /// What is drawn of one category.
  struct Box: Equatable {
    let quartiles: [Double]
    let low: Double
    let high: Double
    let outliers: [Double]

    /// The box of these values; nil where none is finite.
    init?(_ values: [Double]) {
      let sorted = values.filter(\.isFinite).sorted()
      guard let least = sorted.first, let greatest = sorted.last else { return nil }
      quartiles = [0.25, 0.5, 0.75].map { part in
        let place = part * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
      }
      let reach = 1.5 * (quartiles[2] - quartiles[0])
      let within = quartiles[0] - reach...quartiles[2] + reach
      low = sorted.first(where: within.contains) ?? least
      high = sorted.last(where: within.contains) ?? greatest
      outliers = sorted.filter { !within.contains($0) }
    }
  }

  private let boxes: [Box?]
  private let label: String?

  /// The boxes of the values of the categories 0, 1, 2, …; a category without finite values has
  /// none.
  public init(_ values: [[Double]], label: String? = nil) {
    boxes = values.map(Box.init)
    self.label = label
  }

  /// From the least to the greatest value of all.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    ApusPlot.extent(
      of: boxes.enumerated().flatMap { index, box -> [(x: Double, y: Double)] in
        guard let box else { return [] }
        return ([box.low, box.high] + box.outliers).flatMap {
          [(Double(index) - 0.4, $0), (Double(index) + 0.4, $0)]
        }
      })
  }

  /// Draws the boxes.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    for (index, box) in boxes.enumerated() {
      guard let box else { continue }
      let middle = plane.x(Double(index))
      let half = min(28, abs(plane.x(Double(index) + 0.3) - middle))
      let quartiles = box.quartiles.map { plane.y($0) }
      let (low, high) = (plane.y(box.low), plane.y(box.high))
      guard (quartiles + [low, high, middle]).allSatisfy(\.isFinite) else { continue }
      for (end, from) in [(low, quartiles[0]), (high, quartiles[2])] {
        picture.line(middle, from, middle, end, color: style.color)
        picture.line(middle - half / 2, end, middle + half / 2, end, color: style.color)
      }
      picture.rectangle(
        middle - half, quartiles[2], 2 * half, max(quartiles[0] - quartiles[2], 0.5),
        fill: style.paleColor, stroke: style.color)
      picture.line(
        middle - half, quartiles[1], middle + half, quartiles[1], color: style.color, width: 2.5)
      for value in box.outliers where plane.shows((Double(index), value)) {
        picture.circle(middle, plane.y(value), 3, fill: "none", stroke: style.color)
      }
    }
  }

  /// A small box.
  public func legend(_ style: Style) -> [LegendKey] {
    guard let label else { return [] }
    return [
      LegendKey(label: label) { picture, x, y in
        picture.rectangle(x + 3, y - 6, 16, 12, fill: style.paleColor, stroke: style.color)
        picture.line(x + 3, y, x + 19, y, color: style.color, width: 2.5)
      }
    ]
  }
}
