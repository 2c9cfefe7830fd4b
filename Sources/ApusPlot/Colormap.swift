import Foundation

/// Colours for numbers from 0 to 1.
public struct Colormap: Sendable {
  private let anchors: [(Int, Int, Int)]

  /// From dark violet over green to yellow: even steps look even, in grey as well.
  ///
  /// Source: viridis (van der Walt & Smith 2015), ten of its colours, the others between them.
  public static let viridis = Colormap(anchors: [
    (68, 1, 84), (72, 40, 120), (62, 73, 137), (49, 104, 142), (38, 130, 142), (31, 158, 137),
    (53, 183, 121), (110, 206, 88), (181, 222, 43), (253, 231, 37),
  ])
  /// From white to dark blue, for counts.
  public static let blues = Colormap(anchors: [
    (255, 255, 255), (198, 219, 239), (107, 174, 214), (33, 113, 181), (8, 48, 107),
  ])
  /// From blue over white to vermilion, for numbers of both signs.
  public static let diverging = Colormap(anchors: [(0, 114, 178), (255, 255, 255), (213, 94, 0)])

  /// The colour of `value`, as SVG writes it; values beyond 0 and 1 have the colours of the ends, NaN is grey.
  public func color(_ value: Double) -> String { Self.text(rgb(value)) }

  /// Whether white text reads better than black on the colour of `value`.
  func isDark(_ value: Double) -> Bool {
    let (red, green, blue) = rgb(value)
    return 299 * red + 587 * green + 114 * blue < 128_000
  }

  private func rgb(_ value: Double) -> (Int, Int, Int) {
    if value.isNaN { return (160, 160, 160) }
    let place = min(max(value, 0), 1) * Double(anchors.count - 1)
    let low = min(Int(place), anchors.count - 2)
    let part = place - Double(low)
    func mixed(_ a: Int, _ b: Int) -> Int { Int((Double(a) + part * Double(b - a)).rounded()) }
    let (a, b) = (anchors[low], anchors[low + 1])
    return (mixed(a.0, b.0), mixed(a.1, b.1), mixed(a.2, b.2))
  }

  static func text(_ color: (Int, Int, Int)) -> String {
    String(format: "#%02x%02x%02x", color.0, color.1, color.2)
  }
}
