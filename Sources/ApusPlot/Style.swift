/// Colour, dashes and point shape of a mark; the first eight differ in each of the three, the first
/// 64 in two.
public struct Style: Sendable, Hashable {
  /// Its number in the palette.
  public let index: Int
  /// The picture's colours.
  public let theme: Theme

  /// The style of that number, from 0; after the last colour the first comes again. Negative
  /// numbers count as 0.
  public init(_ index: Int, theme: Theme = .light) {
    self.index = max(0, index)
    self.theme = theme
  }

  /// The style that many further on.
  func next(_ count: Int) -> Style { Style(index + count, theme: theme) }

  private var rgb: RGB { theme.palette[index % theme.palette.count] }

  /// The colour, as SVG writes it.
  public var color: String { rgb.text }

  /// The colour mixed with the ground's, for areas under points.
  public var paleColor: String { rgb.mixed(0.7, with: theme.groundColor).text }

  /// When the colours come again, dashes and shapes are the next ones.
  private var turn: Int { index + index / theme.palette.count }

  var dashes: String { Self.dashes[turn % Self.dashes.count] }
  var shape: PointShape { PointShape.allCases[turn % PointShape.allCases.count] }

  private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "1 2", "9 2 2 2 2 2"]
}

/// The shape of a point.
enum PointShape: CaseIterable {
  case circle, square, triangle, diamond, plus, cross, downTriangle, bar

  func draw(on picture: inout SVG, _ x: Double, _ y: Double, _ size: Double, color: String) {
    let r = size
    func polygon(_ corners: [(Double, Double)]) {
      picture.polygon(corners.map { (x + $0.0 * r, y + $0.1 * r) }, fill: color)
    }
    func strokes(_ ends: [(Double, Double, Double, Double)]) {
      for end in ends {
        picture.line(
          x + end.0 * r, y + end.1 * r, x + end.2 * r, y + end.3 * r, color: color, width: 1.8)
      }
    }
    switch self {
    case .circle: picture.circle(x, y, r, fill: color)
    case .square: polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case .triangle: polygon([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)])
    case .diamond: polygon([(0, -1.3), (1.1, 0), (0, 1.3), (-1.1, 0)])
    case .plus: strokes([(-1.2, 0, 1.2, 0), (0, -1.2, 0, 1.2)])
    case .cross: strokes([(-1, -1, 1, 1), (-1, 1, 1, -1)])
    case .downTriangle: polygon([(0, 1.2), (1.1, -0.8), (-1.1, -0.8)])
    case .bar: polygon([(-1.3, -0.5), (1.3, -0.5), (1.3, 0.5), (-1.3, 0.5)])
    }
  }
}
