import Foundation

/// A colour by its red, green and blue parts, 0 to 255.
struct RGB: Sendable, Hashable {
  let red: Int
  let green: Int
  let blue: Int

  init(_ red: Int, _ green: Int, _ blue: Int) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  /// A grey of that brightness.
  init(grey: Int) { self.init(grey, grey, grey) }

  /// As SVG writes it.
  var text: String { String(format: "#%02x%02x%02x", red, green, blue) }

  /// How bright it looks, 0 to 255.
  ///
  /// Source: ITU-R BT.601.
  var brightness: Int { (299 * red + 587 * green + 114 * blue) / 1000 }

  /// The colour that is `part` of the way to `other`, 0 to 1.
  func mixed(_ part: Double, with other: RGB) -> RGB {
    func between(_ a: Int, _ b: Int) -> Int { Int((Double(a) + part * Double(b - a)).rounded()) }
    return RGB(between(red, other.red), between(green, other.green), between(blue, other.blue))
  }
}
