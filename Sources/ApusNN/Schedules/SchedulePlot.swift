import ApusCore
import Foundation

extension LearningRateSchedule {
  /// The curve of the rates of the first `steps` updates, as the text of an SVG image: black on white, with axes, ticks
  /// and a title, so that it can be read in print.
  ///
  /// ```swift
  /// try OneCycle(maximalRate: 0.1, totalSteps: 1000).plot(steps: 1000)
  ///   .write(toFile: "rates.svg", atomically: true, encoding: .utf8)
  /// ```
  ///
  /// Traps where `steps` is below 2. Source: lecture S4, schedules.
  public func plot(steps: Int) -> String {
    require(steps > 1, "plot: \(steps) steps; there must be 2 or more")
    // More points than the image has columns show nothing more; the last step is always one.
    let count = min(steps, 1200)
    let points: [(x: Double, y: Double)] = (0..<count).map { index in
      let step = index * (steps - 1) / (count - 1)
      return (Double(step), learningRate(at: step))
    }
    return SchedulePlot(title: configuration.name, points: points).svg
  }
}

/// The picture of a curve over the updates.
private struct SchedulePlot {
  let title: String
  let points: [(x: Double, y: Double)]

  private let left = 80.0
  private let right = 600.0
  private let top = 40.0
  private let bottom = 300.0

  var svg: String {
    let across = Ticks(to: points.last?.x ?? 1)
    let up = Ticks(to: points.map(\.y).max() ?? 1)
    func x(_ value: Double) -> Double { left + (right - left) * value / across.end }
    func y(_ value: Double) -> Double { bottom - (bottom - top) * value / up.end }
    var lines = [
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="sans-serif""#
        + #" font-size="13" text-anchor="middle">"#,
      #"<rect width="640" height="360" fill="white"/>"#,
      text(340, 24, title, #" font-size="16""#),
      text(340, 350, "update"),
      text(20, 170, "learning rate", #" transform="rotate(-90 20 170)""#),
    ]
    for value in across.values {
      lines.append(line(x(value), top, x(value), bottom, "#ccc"))
      lines.append(text(x(value), bottom + 20, across.label(value)))
    }
    for value in up.values {
      lines.append(line(left, y(value), right, y(value), "#ccc"))
      lines.append(text(left - 8, y(value) + 4, up.label(value), #" text-anchor="end""#))
    }
    lines.append(line(left, bottom, right, bottom, "black"))
    lines.append(line(left, top, left, bottom, "black"))
    let path = points.map { "\(place(x($0.x))),\(place(y($0.y)))" }.joined(separator: " ")
    lines.append(#"<polyline points="\#(path)" fill="none" stroke="black" stroke-width="2"/>"#)
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  private func place(_ value: Double) -> String { String(format: "%.1f", value) }

  private func text(_ x: Double, _ y: Double, _ text: String, _ style: String = "") -> String {
    #"<text x="\#(place(x))" y="\#(place(y))"\#(style)>\#(text)</text>"#
  }

  private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String
  ) -> String {
    #"<line x1="\#(place(x1))" y1="\#(place(y1))" x2="\#(place(x2))" y2="\#(place(y2))" stroke="\#(color)"/>"#
  }
}

/// Four to ten round numbers from 0 on that reach a value.
private struct Ticks {
  let step: Double
  let count: Int

  init(to value: Double) {
    let greatest = value > 0 && value.isFinite ? value : 1
    let power = pow(10, (log10(greatest) - 0.3).rounded(.down))
    let step = [0.2, 0.5, 1, 2].map { $0 * power }.first { greatest / $0 <= 8 } ?? 5 * power
    self.step = step
    // A hair less, so that rounding adds no tick.
    count = max(1, Int((greatest / step - 1e-9).rounded(.up)))
  }

  var end: Double { Double(count) * step }
  var values: [Double] { (0...count).map { Double($0) * step } }
  func label(_ value: Double) -> String { String(format: "%.6g", value) }
}
