/// A picture of data over two axes: marks drawn one over the other, with title, ticks and a legend.
///
/// ```swift
/// var chart = Chart(title: "sin", x: Axis("x"), y: Axis("y"))
/// chart.add(Line((0...100).map { (x: Double($0) / 16, y: sin(Double($0) / 16)) }, label: "sin x"))
/// try chart.write(to: "sin.png")
/// ```
///
/// Colours are of Okabe and Ito's palette, and lines differ in their dashes and points in their
/// shape as well, so that a print in grey and a colour-blind reader can tell them apart.
public struct Chart: Drawing {
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
  /// The colours.
  public var theme = Theme.light
  /// The room to the left of the axes at least, so that charts one below the other can begin at one
  /// place.
  var leastLeft = 0.0

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

  /// Makes the whole picture so large that its axes are that long, in pixels.
  public mutating func setPlotSize(width plotWidth: Double, height plotHeight: Double) {
    let across = ChartLayout(self)
    width = across.left + plotWidth + across.right
    let down = ChartLayout(self)
    height = down.top + plotHeight + down.bottom
  }

  /// Draws it, its corner at the picture's.
  public func draw(on picture: inout SVG) {
    let layout = ChartLayout(self)
    let (left, top) = (layout.left, layout.top)
    let (right, bottom) = (width - layout.right, height - layout.bottom)
    let plane = Plane(
      x: x.scale(layout.xRange, from: left, to: right),
      y: y.scale(layout.yRange, from: bottom, to: top))

    drawTitle(on: &picture, middle: (left + right) / 2)
    for tick in layout.across {
      let place = plane.x(tick.value)
      picture.line(place, top, place, bottom, color: theme.grid)
      if layout.turnsLabels {
        picture.text(place + 4, bottom + 8, tick.label, anchor: .end, turned: true)
      } else {
        picture.text(place, bottom + 18, tick.label)
      }
    }
    for tick in layout.up {
      let place = plane.y(tick.value)
      picture.line(left, place, right, place, color: theme.grid)
      picture.text(left - 8, place + 4, tick.label, anchor: .end)
    }
    // A little more than the axes, so that lines along them and points on them stay whole.
    picture.clip(left - 5, top - 5, right - left + 10, bottom - top + 10) { inside in
      for (mark, style) in zip(marks, styles()) { mark.draw(on: &inside, plane, style) }
    }
    picture.line(left, bottom, right, bottom, color: theme.ink)
    picture.line(left, top, left, bottom, color: theme.ink)
    let xSize = fittingSize(x.label, to: width - 16, size: 13, least: 8)
    let half = textWidth(x.label, size: xSize) / 2
    picture.text(
      min(max((left + right) / 2, half + 8), width - half - 8), height - 12, x.label, size: xSize)
    let ySize = fittingSize(y.label, to: height - 16, size: 13, least: 8)
    picture.text(18, (top + bottom) / 2, y.label, size: ySize, turned: true)
    var place = top + 10
    for key in keys() {
      key.draw(&picture, right + 14, place)
      let label = shortened(key.label, to: ChartLayout.widestLegend)
      picture.text(right + 14 + key.width + 6, place + 4.5, label, anchor: .start)
      place += key.height
    }
  }

  /// The title over the middle of the axes, as far as it stays within the picture.
  private func drawTitle(on picture: inout SVG, middle: Double) {
    let room = width - 16
    let size = fittingSize(title, to: room, size: 16, least: 10)
    let text = shortened(title, to: room, size: size)
    let half = textWidth(text, size: size) / 2
    picture.text(min(max(middle, half + 8), width - half - 8), 24, text, size: size)
  }

  /// A style for each mark: those that want one of their own take the palette's in turn.
  private func styles() -> [Style] {
    var next = 0
    return marks.map { mark in
      let style = Style(next, theme: theme)
      next += mark.styleCount
      return style
    }
  }

  /// The entries of the legend.
  func keys() -> [LegendKey] {
    zip(marks, styles()).flatMap { mark, style in mark.legend(style) }
  }
}
