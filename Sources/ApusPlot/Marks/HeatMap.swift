import Foundation

/// Numbers over a plane as colours, cell by cell, with a scale beside them.
public struct HeatMap: Mark {
  private let values: [[Double]]
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let limits: ClosedRange<Double>
  private let colors: Colormap
  private let steps: Int
  private let texts: [[String]]
  private let scaleTitle: String

  /// The numbers of cells that divide the rectangle `x` × `y` evenly.
  ///
  /// - Parameters:
  ///   - values: rows from the least y, in each the cells from the least x; all rows of one length.
  ///   - limits: the numbers of the first and last colour; nil: the least and the greatest.
  ///   - colors: the colours.
  ///   - steps: how many colours there are.
  ///   - texts: what stands in the cells, row by row, several lines one below the other; empty for
  ///     nothing.
  ///   - scaleTitle: what stands above the scale of colours.
  public init(
    _ values: [[Double]], x: ClosedRange<Double>, y: ClosedRange<Double>,
    limits: ClosedRange<Double>? = nil, colors: Colormap = .viridis, steps: Int = 24,
    texts: [[String]] = [], scaleTitle: String = ""
  ) {
    self.values = values
    self.x = x
    self.y = y
    let finite = values.joined().filter(\.isFinite)
    self.limits = limits ?? (finite.min() ?? 0)...(finite.max() ?? 0)
    self.colors = colors
    self.steps = max(2, steps)
    self.texts = texts
    self.scaleTitle = scaleTitle
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
    drawCells(on: &picture, plane, x, y, cells) {
      style.theme.color($0 < 0 ? .nan : $0, of: colors).text
    }
    if !texts.isEmpty { drawGrid(on: &picture, plane, style) }
    let longest = texts.joined().flatMap { $0.split(separator: "\n") }
      .max { textWidth(String($0)) < textWidth(String($1)) }
    guard let longest, let columns = values.first?.count else { return }
    let width = abs(plane.x(x.upperBound) - plane.x(x.lowerBound)) / Double(columns)
    let size = fittingSize(String(longest), to: width - 5, size: 12, least: 7)
    for (row, numbers) in values.enumerated() where row < texts.count {
      for (column, value) in numbers.enumerated() where column < texts[row].count {
        let lines = texts[row][column].split(separator: "\n")
        let color =
          style.theme.color(step(value), of: colors).brightness < 128 ? "#ffffff" : "#000000"
        let (across, up) = (middle(x, column, of: numbers.count), middle(y, row, of: values.count))
        let first = plane.y(up) + 0.36 * size - 0.6 * size * Double(lines.count - 1)
        for (index, line) in lines.enumerated() {
          picture.text(
            plane.x(across), first + 1.2 * size * Double(index), String(line), size: size,
            color: color)
        }
      }
    }
  }

  /// Thin lines between the cells, so that pale ones have an edge.
  private func drawGrid(on picture: inout SVG, _ plane: Plane, _ style: Style) {
    guard let columns = values.first?.count, columns > 0 else { return }
    func place(_ range: ClosedRange<Double>, _ index: Int, of count: Int) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / Double(count)
    }
    for index in 0...columns {
      let at = plane.x(place(x, index, of: columns))
      picture.line(
        at, plane.y(y.lowerBound), at, plane.y(y.upperBound), color: style.theme.grid)
    }
    for index in 0...values.count {
      let at = plane.y(place(y, index, of: values.count))
      picture.line(
        plane.x(x.lowerBound), at, plane.x(x.upperBound), at, color: style.theme.grid)
    }
  }

  private func middle(_ range: ClosedRange<Double>, _ index: Int, of count: Int) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
  }

  /// The scale of colours with its numbers; none where all cells are alike.
  public func legend(_ style: Style) -> [LegendKey] {
    guard limits.upperBound > limits.lowerBound else { return [] }
    let ticks = Ticks.values(in: limits)
    let (top, length) = (scaleTitle.isEmpty ? 0.0 : 22.0, 150.0)
    let numbers = ticks.map { textWidth($0.label) }.max() ?? 0
    let width = max(24 + numbers, textWidth(scaleTitle))
    let bar = LegendKey(label: "", width: width, height: top + length + 16) { picture, x, y in
      picture.text(x, y + 4, scaleTitle, anchor: .start)
      let first = y + top - 4
      for index in 0..<steps {
        let part = Double(steps - 1 - index) / Double(steps - 1)
        picture.rectangle(
          x, first + length * Double(index) / Double(steps), 14, length / Double(steps) + 0.6,
          fill: style.theme.color(part, of: colors).text, isCrisp: true)
      }
      picture.rectangle(x, first, 14, length + 0.6, fill: "none", stroke: style.theme.faint)
      for tick in ticks {
        let part = (tick.value - limits.lowerBound) / (limits.upperBound - limits.lowerBound)
        let place = first + length * (1 - part)
        picture.line(x + 14, place, x + 18, place, color: style.theme.ink)
        picture.text(x + 22, place + 4.5, tick.label, anchor: .start)
      }
    }
    return [bar]
  }
}
