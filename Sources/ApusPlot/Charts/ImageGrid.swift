import ApusData

/// Images in rows, each with a caption: examples of a data set, or what a model took them for.
///
/// ```swift
/// let image = try ImageFile.read("seven.png")
/// let grid = ImageGrid(title: "mistakes", [.init(image, "7, taken for 1", isRight: false)])
/// try grid.write(to: "grid.png")
/// ```
public struct ImageGrid: Drawing {
  /// An image with what stands below it.
  public struct Tile: Sendable {
    /// The image.
    public let image: Image
    /// Lines below it.
    public let caption: [String]
    /// Whether a model was right about it, for its frame and mark; nil: it has none.
    public let isRight: Bool?

    /// An image with its caption, whose lines are separated by line feeds.
    public init(_ image: Image, _ caption: String = "", isRight: Bool? = nil) {
      self.image = image
      self.caption = caption.split(separator: "\n").map(String.init)
      self.isRight = isRight
    }
  }

  /// What stands above; empty for nothing.
  public var title: String
  /// The colours.
  public var theme = Theme.light
  private let tiles: [Tile]
  private let columns: Int
  private let side: Double

  /// Images row by row.
  ///
  /// - Parameters:
  ///   - columns: how many stand in a row.
  ///   - side: how wide and high an image is at most, in pixels.
  public init(title: String = "", _ tiles: [Tile], columns: Int = 8, side: Double = 76) {
    self.title = title
    self.tiles = tiles
    self.columns = max(1, min(columns, max(tiles.count, 1)))
    self.side = max(8, side)
  }

  private static let captionSize = 11.0
  private static let lineHeight = 14.0
  private var gap: Double { 14 }
  private var captionHeight: Double {
    Self.lineHeight * Double(tiles.map(\.caption.count).max() ?? 0)
  }
  private var cell: (width: Double, height: Double) {
    (side + gap, side + captionHeight + gap + (captionHeight > 0 ? 6 : 0))
  }
  private var head: Double { title.isEmpty ? gap : 44 }

  /// The width of a row, or of the title where that is wider.
  public var width: Double {
    max(Double(columns) * cell.width + gap, min(textWidth(title, size: 16) + 24, 640))
  }

  /// The height of all rows and the title.
  public var height: Double {
    head + Double((tiles.count + columns - 1) / columns) * cell.height
  }

  /// Draws it, its corner at the picture's.
  public func draw(on picture: inout SVG) {
    let size = fittingSize(title, to: width - 16, size: 16, least: 10)
    picture.text(width / 2, 26, shortened(title, to: width - 16, size: size), size: size)
    let first = (width - Double(columns) * cell.width + gap) / 2
    for (index, tile) in tiles.enumerated() {
      let left = first + Double(index % columns) * cell.width
      let top = head + Double(index / columns) * cell.height
      draw(tile, on: &picture, left, top)
    }
  }

  private func draw(_ tile: Tile, on picture: inout SVG, _ left: Double, _ top: Double) {
    // The longer side fills the cell.
    let scale = side / Double(max(tile.image.width, tile.image.height))
    let (across, down) = (scale * Double(tile.image.width), scale * Double(tile.image.height))
    let (x, y) = (left + (side - across) / 2, top + (side - down) / 2)
    if let png = try? ImageFile.png(tile.image) {
      picture.image(x, y, across, down, png: png)
    }
    let style = tile.isRight.map { Style($0 ? 2 : 1, theme: theme) }
    picture.rectangle(
      x, y, across, down, fill: "none", stroke: style?.color ?? theme.grid,
      strokeWidth: style == nil ? 1 : 2.5)
    for (line, text) in tile.caption.enumerated() {
      // What the frame's colour says, in black and white.
      let mark = line == 0 ? (tile.isRight.map { $0 ? "✓ " : "✗ " } ?? "") : ""
      let caption = mark + text
      let size = fittingSize(caption, to: cell.width - 4, size: Self.captionSize, least: 9)
      picture.text(
        left + side / 2, top + side + 16 + Self.lineHeight * Double(line),
        shortened(caption, to: cell.width - 4, size: size), size: size)
    }
  }
}
