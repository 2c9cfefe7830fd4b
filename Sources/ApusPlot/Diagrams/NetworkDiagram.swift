import ApusCore
import ApusNN

/// A network's layers as boxes with type, output shape and parameters, joined by what flows between
/// them.
///
/// Branches stand side by side; a long network goes on in a further column. Layers that learn have
/// a coloured box.
///
/// ```swift
/// try NetworkDiagram(model.layerGraph([28, 28, 1])).write(to: "network.png")
/// ```
public struct NetworkDiagram: Drawing {
  /// What stands above; empty for nothing.
  public var title: String
  /// The colours.
  public var theme = Theme.light
  private let graph: LayerGraph
  private let layout: LayeredLayout
  private let boxWidth: Double

  /// The diagram of a graph.
  ///
  /// - Parameters:
  ///   - name: what stands above beside the number of parameters; nil: the model's name.
  ///   - mostRows: how many layers stand one below the other before a further column begins.
  public init(_ graph: LayerGraph, name: String? = nil, mostRows: Int = 12) {
    self.graph = graph
    title = "\(name ?? graph.name): \(Self.grouped(graph.parameters)) parameters"
    let widest = graph.nodes.map {
      max(1.1 * textWidth($0.type), textWidth(Self.detail($0), size: 11))
    }
    boxWidth = min(max((widest.max() ?? 0) + 24, 110), 280)
    layout = LayeredLayout(
      inputs: graph.nodes.map(\.inputs), width: boxWidth, gap: 22, mostRows: max(2, mostRows))
  }

  private static let boxHeight = 42.0
  private static let rowHeight = 66.0
  private static let columnGap = 56.0
  private static let margin = 20.0
  private var head: Double { title.isEmpty ? Self.margin : 50 }
  private var content: Double {
    layout.columnWidths.reduce(0, +)
      + Self.columnGap * Double(max(layout.columnWidths.count - 1, 0))
  }

  /// The width of all columns, or of the title where that is wider.
  public var width: Double { max(content, textWidth(title, size: 16)) + 2 * Self.margin }

  /// The height of the longest column and the title.
  public var height: Double {
    head + Self.rowHeight * Double(max(layout.rowCount, 1)) - Self.rowHeight + Self.boxHeight
      + Self.margin
  }

  private static func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }

  /// What stands below a layer's type.
  private static func detail(_ node: LayerGraph.Node) -> String {
    let shape =
      node.output.isEmpty ? "a number" : node.output.map(String.init).joined(separator: " × ")
    return node.parameters == 0 ? shape : "\(shape)  ·  \(grouped(node.parameters)) par."
  }

  /// The middle of a place.
  private func middle(_ position: LayeredLayout.Position) -> (x: Double, y: Double) {
    let left =
      (width - content) / 2
      + layout.columnWidths[..<position.column].reduce(0) { $0 + $1 + Self.columnGap }
    return (
      left + position.x, head + Self.boxHeight / 2 + Self.rowHeight * Double(position.row)
    )
  }

  /// Draws it, its corner at the picture's.
  public func draw(on picture: inout SVG) {
    picture.text(width / 2, 28, title, size: 16)
    for edge in layout.edges { draw(edge, on: &picture) }
    for (node, position) in zip(graph.nodes, layout.positions) {
      let (x, y) = middle(position)
      let style = Style(0, theme: theme)
      let learns = node.parameters > 0
      picture.rectangle(
        x - boxWidth / 2, y - Self.boxHeight / 2, boxWidth, Self.boxHeight,
        fill: learns ? style.paleColor : node.inputs.isEmpty ? theme.ground : theme.shade,
        stroke: learns ? style.color : theme.faint, radius: 6)
      let room = boxWidth - 12
      let typeSize = fittingSize(node.type, to: room / 1.1, size: 13, least: 8)
      picture.text(x, y - 3, node.type, size: typeSize, isBold: true)
      let detail = Self.detail(node)
      let size = fittingSize(detail, to: room, size: 11, least: 7)
      picture.text(x, y + 13, shortened(detail, to: room, size: size), size: size)
    }
  }

  /// An edge from the lower side of one box to the upper side of another, with an arrow's head.
  private func draw(_ edge: [LayeredLayout.Position], on picture: inout SVG) {
    guard let first = edge.first, let last = edge.last else { return }
    let half = Self.boxHeight / 2
    let places = edge.map(middle)
    let start = (x: places[0].x, y: places[0].y + half)
    let end = (x: places[places.count - 1].x, y: places[places.count - 1].y - half)
    let tip = (x: end.x, y: end.y - 7)
    let color = theme.faint
    if first.column == last.column {
      var points = [start]
      for place in places.dropFirst().dropLast() {
        points += [(place.x, place.y - half), (place.x, place.y + half)]
      }
      picture.curve(points + [tip], color: color)
    } else {
      // Up to the next column, through the gap between the two.
      let bend = (Self.rowHeight - Self.boxHeight) / 2
      let before = layout.columnWidths[..<last.column].reduce(0) { $0 + $1 + Self.columnGap }
      let gap = (width - content) / 2 + before - Self.columnGap / 2
      picture.polyline(
        [
          start, (start.x, start.y + bend), (gap, start.y + bend), (gap, end.y - bend),
          (end.x, end.y - bend), tip,
        ], color: color, width: 1.4)
    }
    picture.polygon(
      [(end.x, end.y - 1), (end.x - 4, end.y - 8), (end.x + 4, end.y - 8)], fill: color)
  }
}
