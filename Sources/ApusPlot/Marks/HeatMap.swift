import Foundation

/// Numbers over a plane as colours, cell by cell, with a scale beside them.
public struct HeatMap: Mark {
  private let values: [[Double]]
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let limits: ClosedRange<Double>
  private let colors: Colormap
  private let steps: Int
  private let showsValues: Bool

  /// The numbers of cells that divide the rectangle `x` × `y` evenly.
  ///
  /// - Parameters:
  ///   - values: rows from the least y, in each the cells from the least x; all rows of one length.
  ///   - limits: the numbers of the first and last colour; nil: the least and the greatest.
  ///   - colors: the colours.
  ///   - steps: how many colours there are.
  ///   - showsValues: whether each cell shows its number, too.
  public init(
    _ values: [[Double]], x: ClosedRange<Double>, y: ClosedRange<Double>,
    limits: ClosedRange<Double>? = nil, colors: Colormap = .viridis, steps: Int = 24,
    showsValues: Bool = false
  ) {
    self.values = values
    self.x = x
    self.y = y
    let finite = values.joined().filter(\.isFinite)
    self.limits = limits ?? (finite.min() ?? 0)...(finite.max() ?? 0)
    self.colors = colors
    self.steps = max(2, steps)
    self.showsValues = showsValues
  }

  /// The rectangle.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? { (x, y) }

  /// None.
  public var styleCount: Int { 0 }

  /// A number's colour as a step from 0 to 1; NaN where it is none.
  private func step(_ value: Double) -> Double {
    let span = limits.upperBound - limits.lowerBound
    guard value.isFinite, span > 0 else { return value.isFinite ? 0 : .nan }
    let part = min(max((value - limits.lowerBound) / span, 0), 1)
    return min((part * Double(steps)).rounded(.down), Double(steps - 1)) / Double(steps - 1)
  }

  /// Draws the cells.
  public func draw(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    // NaN equals nothing, not even itself; −1 stands for it.
    let cells = values.map { $0.map { value in step(value).isNaN ? -1 : step(value) } }
    drawCells(on: &picture, plane, x, y, cells) { colors.color($0 < 0 ? .nan : $0) }
    guard showsValues else { return }
    for (row, numbers) in values.enumerated() {
      for (column, value) in numbers.enumerated() {
        let across =
          x.lowerBound + (x.upperBound - x.lowerBound) * (Double(column) + 0.5)
          / Double(numbers.count)
        let up =
          y.lowerBound + (y.upperBound - y.lowerBound) * (Double(row) + 0.5)
          / Double(values.count)
        picture.text(
          plane.x(across), plane.y(up) + 4, String(format: "%.4g", value),
          color: colors.isDark(step(value)) ? "white" : "black")
      }
    }
  }

  /// Five colours from the greatest number to the least; none where the cells show theirs.
  public func legend(_ style: Style) -> [LegendKey] {
    guard !showsValues, limits.upperBound > limits.lowerBound else { return [] }
    return (0...4).reversed().map { index in
      let part = Double(index) / 4
      let value = limits.lowerBound + part * (limits.upperBound - limits.lowerBound)
      return LegendKey(label: String(format: "%.3g", value)) { picture, x, y in
        picture.rectangle(x, y - 11, 22, 22, fill: colors.color(part), isCrisp: true)
      }
    }
  }
}
