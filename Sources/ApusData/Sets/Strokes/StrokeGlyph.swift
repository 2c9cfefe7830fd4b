import Foundation

/// One way to write a digit: pen strokes in the unit square, x to the right and y down.
struct StrokeGlyph: Sendable {
  /// The strokes, each a chain of points close to one another.
  let strokes: [[SIMD2<Float>]]

  /// A part of a stroke; parts that follow one another are joined by a line.
  private enum Part {
    case to(Float, Float)
    /// Around a centre by two radii, angles in degrees, clockwise from the right.
    case arc(Float, Float, radii: (Float, Float), from: Float, through: Float)
  }

  private static let step: Float = 0.06

  private init(_ strokes: [Part]...) {
    self.strokes = strokes.map { parts in
      var points: [SIMD2<Float>] = []
      for part in parts {
        switch part {
        case .to(let x, let y): StrokeGlyph.addLine(to: SIMD2(x, y), &points)
        case .arc(let x, let y, let radii, let start, let sweep):
          let length = abs(sweep) * .pi / 180 * max(radii.0, radii.1)
          let count = max(2, Int(length / StrokeGlyph.step))
          for index in 0...count {
            let angle = (start + sweep * Float(index) / Float(count)) * .pi / 180
            let point = SIMD2(x + radii.0 * cos(angle), y + radii.1 * sin(angle))
            if index == 0 { StrokeGlyph.addLine(to: point, &points) } else { points.append(point) }
          }
        }
      }
      return points
    }
  }

  private static func addLine(to end: SIMD2<Float>, _ points: inout [SIMD2<Float>]) {
    guard let start = points.last else {
      points.append(end)
      return
    }
    let length = ((end - start) * (end - start)).sum().squareRoot()
    let count = Int((length / step).rounded(.up))
    if count == 0 { return }
    for index in 1...count { points.append(start + (end - start) * Float(index) / Float(count)) }
  }

  /// The ways to write each digit.
  static let digits: [[StrokeGlyph]] = [
    [
      StrokeGlyph([.arc(0.5, 0.5, radii: (0.28, 0.45), from: -90, through: 360)]),
      StrokeGlyph([.arc(0.5, 0.5, radii: (0.34, 0.4), from: -60, through: 370)]),
    ],
    [
      StrokeGlyph([.to(0.5, 0.05), .to(0.5, 0.95)]),
      StrokeGlyph([.to(0.3, 0.28), .to(0.53, 0.05), .to(0.53, 0.95)]),
      StrokeGlyph(
        [.to(0.33, 0.22), .to(0.52, 0.05), .to(0.52, 0.95)], [.to(0.28, 0.95), .to(0.76, 0.95)]),
    ],
    [
      StrokeGlyph([
        .arc(0.5, 0.31, radii: (0.27, 0.26), from: 190, through: 210), .to(0.2, 0.95),
        .to(0.82, 0.95),
      ]),
      StrokeGlyph([
        .arc(0.48, 0.3, radii: (0.27, 0.25), from: 200, through: 210),
        .arc(0.3, 0.83, radii: (0.12, 0.11), from: -20, through: -300), .to(0.84, 0.92),
      ]),
    ],
    [
      StrokeGlyph([
        .arc(0.46, 0.28, radii: (0.25, 0.23), from: 200, through: 240),
        .arc(0.46, 0.73, radii: (0.3, 0.23), from: -80, through: 245),
      ]),
      StrokeGlyph([
        .to(0.22, 0.06), .to(0.74, 0.06), .to(0.45, 0.42),
        .arc(0.44, 0.69, radii: (0.3, 0.26), from: -80, through: 235),
      ]),
    ],
    [
      StrokeGlyph([.to(0.64, 0.95), .to(0.64, 0.05), .to(0.18, 0.66), .to(0.86, 0.66)]),
      StrokeGlyph(
        [.to(0.27, 0.05), .to(0.22, 0.52), .to(0.78, 0.52)], [.to(0.74, 0.05), .to(0.68, 0.95)]),
      StrokeGlyph(
        [.to(0.5, 0.05), .to(0.18, 0.6), .to(0.84, 0.6)], [.to(0.65, 0.35), .to(0.62, 0.95)]),
    ],
    [
      StrokeGlyph([
        .to(0.76, 0.06), .to(0.32, 0.06), .to(0.27, 0.45),
        .arc(0.46, 0.67, radii: (0.3, 0.27), from: -125, through: 270),
      ]),
      StrokeGlyph(
        [
          .to(0.3, 0.08), .to(0.28, 0.42),
          .arc(0.45, 0.66, radii: (0.3, 0.28), from: -115, through: 255),
        ], [.to(0.3, 0.08), .to(0.8, 0.05)]),
    ],
    [
      StrokeGlyph([
        .arc(0.78, 0.68, radii: (0.56, 0.64), from: 260, through: -80),
        .arc(0.5, 0.7, radii: (0.28, 0.25), from: 180, through: -360),
      ]),
      StrokeGlyph([
        .to(0.42, 0.05), .to(0.24, 0.62),
        .arc(0.48, 0.7, radii: (0.26, 0.24), from: 195, through: -350),
      ]),
    ],
    [
      StrokeGlyph([.to(0.18, 0.07), .to(0.8, 0.07), .to(0.42, 0.95)]),
      StrokeGlyph(
        [.to(0.2, 0.07), .to(0.8, 0.07), .to(0.44, 0.95)], [.to(0.36, 0.5), .to(0.76, 0.48)]),
      StrokeGlyph([
        .to(0.2, 0.2), .to(0.22, 0.06), .to(0.8, 0.07),
        .arc(0.95, 0.9, radii: (0.5, 0.62), from: 250, through: -65),
      ]),
    ],
    [
      StrokeGlyph([
        .arc(0.5, 0.28, radii: (0.22, 0.22), from: 90, through: 360),
        .arc(0.5, 0.73, radii: (0.27, 0.23), from: -90, through: 360),
      ]),
      StrokeGlyph([
        .arc(0.5, 0.27, radii: (0.24, 0.22), from: -30, through: -230), .to(0.62, 0.58),
        .arc(0.5, 0.74, radii: (0.25, 0.21), from: -40, through: 260), .to(0.36, 0.52),
        .to(0.7, 0.2),
      ]),
    ],
    [
      StrokeGlyph([
        .arc(0.48, 0.3, radii: (0.26, 0.25), from: 0, through: -360), .to(0.72, 0.95),
      ]),
      StrokeGlyph([
        .arc(0.5, 0.3, radii: (0.27, 0.25), from: -10, through: -350),
        .arc(0.25, 0.3, radii: (0.52, 0.64), from: 0, through: 82),
      ]),
    ],
  ]
}
