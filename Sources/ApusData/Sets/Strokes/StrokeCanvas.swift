/// A square grey image to draw lines on, white on black, with soft edges.
struct StrokeCanvas {
  /// Pixels in a row, and rows.
  let side: Int
  private var brightness: [Float]

  /// A black canvas.
  init(side: Int) {
    self.side = side
    brightness = [Float](repeating: 0, count: side * side)
  }

  /// The pixels as bytes, rows from the top.
  var pixels: [UInt8] { brightness.map { UInt8($0 * 255 + 0.5) } }

  /// Makes everything black.
  mutating func clear() {
    for index in brightness.indices { brightness[index] = 0 }
  }

  /// Draws a line with round ends; coordinates and radius in pixels, ink in 0…1.
  ///
  /// A pixel's cover is taken from the distance of its centre to the line; lines that overlap do
  /// not add up.
  mutating func drawLine(
    from start: SIMD2<Float>, to end: SIMD2<Float>, radius: Float, ink: Float
  ) {
    let reach = radius + 0.5
    let along = end - start
    let inverse = 1 / max((along * along).sum(), 1e-12)
    let columns = span(start.x, end.x, reach)
    for y in span(start.y, end.y, reach) {
      for x in columns {
        let offset = SIMD2(Float(x) + 0.5, Float(y) + 0.5) - start
        let position = max(0, min(1, (offset * along).sum() * inverse))
        let away = offset - along * position
        let cover = ink * max(0, min(1, reach - (away * away).sum().squareRoot()))
        let index = y * side + x
        if cover > brightness[index] { brightness[index] = cover }
      }
    }
  }

  /// The pixels between two coordinates and `reach` beyond, inside the canvas.
  private func span(_ a: Float, _ b: Float, _ reach: Float) -> Range<Int> {
    let first = max(0, min(side, Int(min(a, b) - reach)))
    let end = max(0, min(side, Int(max(a, b) + reach) + 1))
    return first..<max(first, end)
  }
}
