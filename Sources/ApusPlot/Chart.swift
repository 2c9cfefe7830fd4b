import ApusData
import Foundation

/// A picture of data over two axes: marks drawn one over the other, with title, ticks and a legend.
///
/// ```swift
/// var chart = Chart(title: "sin", x: Axis("x"), y: Axis("y"))
/// chart.add(Line((0...100).map { ($0 / 16, sin($0 / 16)) }, label: "sin x"))
/// try chart.write(to: "sin.svg")
/// ```
///
/// Colours are of Okabe and Ito's palette, and lines differ in their dashes and points in their shape as well, so that
/// a print in grey and a colour-blind reader can tell them apart.
public struct Chart {
  /// What stands above; empty for nothing.
  public var title: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn, the first lowest.
  public private(set) var marks: [any Mark] = []
  /// The width of the whole picture, in pixels.
  public var width: Double
  /// The height of the whole picture, in pixels.
  public var height: Double

  /// A chart without marks.
  public init(
    title: String = "", x: Axis = Axis(), y: Axis = Axis(), width: Double = 640,
    height: Double = 400
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Draws `mark` over those before it.
  public mutating func add(_ mark: some Mark) { marks.append(mark) }

  /// The picture as SVG text.
  public var svg: String {
    var picture = SVG(width: width, height: height)
    draw(on: &picture)
    return picture.text
  }

  /// Writes the picture as an SVG file, whole or not at all.
  ///
  /// - Throws: ``FileError`` where it cannot be written.
  public func write(to path: String) throws {
    try AtomicFile.write(Data(svg.utf8), to: path)
  }

  private func draw(on picture: inout SVG) {
    let keys = legend()
    let xRange = x.range(over: marks.compactMap { $0.extent?.x })
    let yRange = y.range(over: marks.compactMap { $0.extent?.y })
    let (across, up) = (x.ticks(over: xRange), y.ticks(over: yRange))
    let labels = up.map { textWidth($0.label) }.max() ?? 0
    let left = 16 + labels + (y.label.isEmpty ? 0 : 26)
    let right = width - 20 - (keys.map { textWidth($0.label) + 40 }.max() ?? 0)
    let top = title.isEmpty ? 16.0 : 40.0
    let bottom = height - (x.label.isEmpty ? 32 : 52)
    let plane = Plane(
      x: x.scale(xRange, from: left, to: right), y: y.scale(yRange, from: bottom, to: top))

    picture.rectangle(0, 0, width, height, fill: "white")
    if !title.isEmpty { picture.text((left + right) / 2, 24, title, size: 16) }
    for tick in across {
      let place = plane.x(tick.value)
      picture.line(place, top, place, bottom, color: "#ddd")
      picture.text(place, bottom + 18, tick.label)
    }
    for tick in up {
      let place = plane.y(tick.value)
      picture.line(left, place, right, place, color: "#ddd")
      picture.text(left - 8, place + 4, tick.label, anchor: .end)
    }
    picture.clip(left, top, right - left, bottom - top) { inside in
      for (mark, style) in zip(marks, styles()) { mark.draw(on: &inside, plane, style) }
    }
    picture.line(left, bottom, right, bottom, color: "black")
    picture.line(left, top, left, bottom, color: "black")
    picture.text((left + right) / 2, height - 12, x.label)
    picture.text(18, (top + bottom) / 2, y.label, turned: true)
    for (row, key) in keys.enumerated() {
      let place = top + 10 + 22 * Double(row)
      key.draw(&picture, right + 12, place)
      picture.text(right + 38, place + 4, key.label, anchor: .start)
    }
  }

  /// A style for each mark: those that want one of their own take the palette's in turn.
  private func styles() -> [Style] {
    var next = 0
    return marks.map { mark in
      let style = Style(next)
      next += mark.styleCount
      return style
    }
  }

  private func legend() -> [LegendKey] {
    zip(marks, styles()).flatMap { mark, style in mark.legend(style) }
  }
}

/// The width of text of the usual size, about, in pixels.
func textWidth(_ text: String) -> Double { 7.2 * Double(text.count) }
