/// Colours for numbers from 0 to 1.
public struct Colormap: Sendable {
  private let anchors: [RGB]
  /// Whether both ends are dark and the middle is bright.
  let isDiverging: Bool

  private init(_ anchors: [RGB], isDiverging: Bool = false) {
    self.anchors = anchors
    self.isDiverging = isDiverging
  }

  /// From dark violet over green to yellow: even steps look even, in grey as well.
  ///
  /// Source: viridis (van der Walt & Smith 2015), ten of its colours, the others between them.
  public static let viridis = Colormap([
    RGB(68, 1, 84), RGB(72, 40, 120), RGB(62, 73, 137), RGB(49, 104, 142), RGB(38, 130, 142),
    RGB(31, 158, 137), RGB(53, 183, 121), RGB(110, 206, 88), RGB(181, 222, 43), RGB(253, 231, 37),
  ])
  /// From white to dark blue, for counts.
  public static let blues = Colormap([
    RGB(255, 255, 255), RGB(198, 219, 239), RGB(107, 174, 214), RGB(33, 113, 181), RGB(8, 48, 107),
  ])
  /// From blue over white to vermilion, for numbers of both signs.
  public static let diverging = Colormap(
    [RGB(0, 114, 178), RGB(255, 255, 255), RGB(213, 94, 0)], isDiverging: true)

  /// The colour of `value`, as SVG writes it; values beyond 0 and 1 have the colours of the ends,
  /// NaN is grey.
  public func color(_ value: Double) -> String { rgb(value).text }

  func rgb(_ value: Double) -> RGB {
    if value.isNaN { return RGB(grey: 160) }
    let place = min(max(value, 0), 1) * Double(anchors.count - 1)
    let low = min(Int(place), anchors.count - 2)
    return anchors[low].mixed(place - Double(low), with: anchors[low + 1])
  }
}
