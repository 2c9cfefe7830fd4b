import Foundation

/// A vector picture under construction: SVG text, element by element.
public struct SVG {
  /// Where text begins.
  enum Anchor: String { case start, middle, end }

  /// The colours.
  let theme: Theme
  private let width: Double
  private let height: Double
  private let title: String
  private var lines: [String] = []
  private var clips = 0

  /// An empty picture of that many pixels.
  init(width: Double, height: Double, title: String = "", theme: Theme = .light) {
    (self.width, self.height, self.title, self.theme) = (width, height, title, theme)
  }

  /// The picture as the text of a file.
  var text: String {
    let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    let box = "viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\""
    // Verdana has the measures of DejaVu Sans and is found where that is not; else the reader's own
    // font serves.
    let font = "font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"13\""
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) \(box) \(font)>"
    let name = title.isEmpty ? [] : ["<title>\(Self.escaped(title))</title>"]
    return ([head] + name + lines + ["</svg>", ""]).joined(separator: "\n")
  }

  /// A place in the picture; a tenth of a pixel is enough.
  private static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard abs(tenths) < 1e9 else { return value > 0 ? "100000000" : "-100000000" }
    let whole = Int(tenths)
    return whole % 10 == 0 ? "\(whole / 10)" : String(format: "%.1f", tenths / 10)
  }

  private mutating func add(_ element: String, _ attributes: [(String, String)]) {
    let text = attributes.map { " \($0.0)=\"\($0.1)\"" }.joined()
    lines.append("<\(element)\(text)/>")
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String,
    isCrisp: Bool = false, stroke: String? = nil, strokeWidth: Double = 1, radius: Double = 0
  ) {
    var attributes = [
      ("x", Self.number(x)), ("y", Self.number(y)), ("width", Self.number(width)),
      ("height", Self.number(height)), ("fill", fill),
    ]
    // Cells side by side would show seams where their edges are smoothed.
    if isCrisp { attributes.append(("shape-rendering", "crispEdges")) }
    if let stroke { attributes.append(("stroke", stroke)) }
    if strokeWidth != 1 { attributes.append(("stroke-width", Self.number(strokeWidth))) }
    if radius > 0 { attributes.append(("rx", Self.number(radius))) }
    add("rect", attributes)
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, width: Double = 1,
    dashes: String = ""
  ) {
    var attributes = [
      ("x1", Self.number(x1)), ("y1", Self.number(y1)), ("x2", Self.number(x2)),
      ("y2", Self.number(y2)), ("stroke", color),
    ]
    if width != 1 { attributes.append(("stroke-width", Self.number(width))) }
    if !dashes.isEmpty { attributes.append(("stroke-dasharray", dashes)) }
    add("line", attributes)
  }

  mutating func polyline(
    _ points: [(x: Double, y: Double)], color: String, width: Double = 2, dashes: String = ""
  ) {
    guard points.count > 1 else { return }
    var attributes = [
      ("points", Self.list(points)), ("fill", "none"), ("stroke", color),
      ("stroke-width", Self.number(width)), ("stroke-linejoin", "round"),
    ]
    if !dashes.isEmpty { attributes.append(("stroke-dasharray", dashes)) }
    add("polyline", attributes)
  }

  /// A line through points that leaves and reaches each vertically.
  mutating func curve(_ points: [(x: Double, y: Double)], color: String, width: Double = 1.4) {
    guard let first = points.first, points.count > 1 else { return }
    func text(_ point: (x: Double, y: Double)) -> String {
      "\(Self.number(point.x)) \(Self.number(point.y))"
    }
    var path = "M" + text(first)
    for (from, to) in zip(points, points.dropFirst()) {
      let middle = (from.y + to.y) / 2
      path +=
        from.x == to.x
        ? " L" + text(to)
        : " C" + [(from.x, middle), (to.x, middle), to].map(text).joined(separator: " ")
    }
    add(
      "path",
      [("d", path), ("fill", "none"), ("stroke", color), ("stroke-width", Self.number(width))])
  }

  mutating func polygon(
    _ points: [(x: Double, y: Double)], fill: String, opacity: Double = 1
  ) {
    guard !points.isEmpty else { return }
    var attributes = [("points", Self.list(points)), ("fill", fill)]
    if opacity < 1 { attributes.append(("fill-opacity", String(format: "%.2g", opacity))) }
    add("polygon", attributes)
  }

  private static func list(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  mutating func circle(
    _ x: Double, _ y: Double, _ radius: Double, fill: String, stroke: String? = nil
  ) {
    var attributes = [
      ("cx", Self.number(x)), ("cy", Self.number(y)), ("r", Self.number(radius)), ("fill", fill),
    ]
    if let stroke { attributes += [("stroke", stroke), ("stroke-width", "1.5")] }
    add("circle", attributes)
  }

  mutating func text(
    _ x: Double, _ y: Double, _ text: String, size: Double = 13, anchor: Anchor = .middle,
    color: String? = nil, turned: Bool = false, isBold: Bool = false, halo: String? = nil
  ) {
    guard !text.isEmpty else { return }
    var attributes = [
      ("x", Self.number(x)), ("y", Self.number(y)), ("text-anchor", anchor.rawValue),
    ]
    if size != 13 { attributes.append(("font-size", Self.number(size))) }
    let color = color ?? theme.ink
    if color != "#000000" { attributes.append(("fill", color)) }
    if isBold { attributes.append(("font-weight", "bold")) }
    // A rim in the ground's colour keeps letters readable on what lies below.
    if let halo {
      attributes += [
        ("stroke", halo), ("stroke-width", "3"), ("stroke-linejoin", "round"),
        ("paint-order", "stroke"),
      ]
    }
    if turned {
      attributes.append(("transform", "rotate(-90 \(Self.number(x)) \(Self.number(y)))"))
    }
    let list = attributes.map { " \($0.0)=\"\($0.1)\"" }.joined()
    lines.append("<text\(list)>\(Self.escaped(text))</text>")
  }

  /// A picture of pixels, given as a PNG file. Browsers enlarge its pixels to square blocks;
  /// librsvg smooths them.
  mutating func image(_ x: Double, _ y: Double, _ width: Double, _ height: Double, png: [UInt8]) {
    add(
      "image",
      [
        ("x", Self.number(x)), ("y", Self.number(y)), ("width", Self.number(width)),
        ("height", Self.number(height)), ("image-rendering", "optimizeSpeed"),
        ("style", "image-rendering:pixelated"), ("preserveAspectRatio", "none"),
        ("href", "data:image/png;base64," + Data(png).base64EncodedString()),
      ])
  }

  /// What `body` draws, moved right and down.
  mutating func moved(_ x: Double, _ y: Double, _ body: (inout SVG) -> Void) {
    lines.append("<g transform=\"translate(\(Self.number(x)) \(Self.number(y)))\">")
    body(&self)
    lines.append("</g>")
  }

  /// What `body` draws, cut at a rectangle.
  mutating func clip(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ body: (inout SVG) -> Void
  ) {
    clips += 1
    let name = "inside\(clips)"
    lines.append("<clipPath id=\"\(name)\">")
    rectangle(x, y, width, height, fill: "none")
    lines.append("</clipPath>")
    lines.append("<g clip-path=\"url(#\(name))\">")
    body(&self)
    lines.append("</g>")
  }

  /// The text with what XML gives a meaning replaced, and what it does not allow left out.
  private static func escaped(_ text: String) -> String {
    String(
      text.unicodeScalars.filter { $0.value >= 32 && $0.value != 0xFFFE && $0.value != 0xFFFF }
        .map(Character.init)
    )
    .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
