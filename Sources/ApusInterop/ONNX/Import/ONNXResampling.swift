import Foundation

/// Where each element of a resized axis comes from, as `Resize` says it.
///
/// - Source: ONNX, *Operator Schemas*, `Resize`.
struct ONNXResampling {
  /// nearest, linear or cubic.
  let mode: String
  /// How a place of the output is a place of the input.
  var coordinates = "half_pixel"
  /// Which neighbour is the nearest.
  var rounding = "round_prefer_floor"
  /// The constant of the cubic kernel.
  var cubic = -0.75
  /// Whether neighbours beyond the ends count nothing, rather than as the last ones.
  var excludesOutside = false
  /// Whether the kernel widens where the output is smaller.
  var antialiases = false

  init(mode: String) { self.mode = mode }

  /// Whether this is a form that is supported.
  var isKnown: Bool {
    ["nearest", "linear", "cubic"].contains(mode)
      && [
        "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
      ].contains(coordinates)
      && ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"].contains(rounding)
  }

  /// Place `index` of the output as a place of the input.
  private func place(_ index: Int, _ from: Int, _ to: Int, _ scale: Double) -> Double {
    let position = Double(index)
    switch coordinates {
    case "align_corners":
      let last = scale * Double(from) - 1
      return last == 0 ? 0 : position * Double(from - 1) / last
    case "asymmetric": return position / scale
    case "pytorch_half_pixel": return to > 1 ? (position + 0.5) / scale - 0.5 : 0
    case "half_pixel_symmetric":
      let adjustment = Double(to) / (scale * Double(from))
      let centre = Double(from) / 2
      return centre * (1 - adjustment) + (position + 0.5) / scale - 0.5
    default: return (position + 0.5) / scale - 0.5
    }
  }

  /// The element of the input that is nearest.
  func nearest(_ index: Int, _ from: Int, _ to: Int, _ scale: Double) -> Int {
    let place = place(index, from, to, scale)
    let rounded =
      switch rounding {
      case "floor": place.rounded(.down)
      case "ceil": place.rounded(.up)
      case "round_prefer_ceil": (place + 0.5).rounded(.down)
      default: (place - 0.5).rounded(.up)
      }
    return Int(min(max(rounded, 0), Double(from - 1)))
  }

  /// How much each element of the input counts.
  func weights(_ index: Int, _ from: Int, _ to: Int, _ scale: Double) -> [Double] {
    let place = place(index, from, to, scale)
    let stretch = antialiases ? min(scale, 1) : 1
    let reach = mode == "linear" ? 1.0 : 2.0
    var result = [Double](repeating: 0, count: from)
    var sum = 0.0
    let first = Int((place - reach / stretch).rounded(.down))
    let last = Int((place + reach / stretch).rounded(.up))
    for neighbour in first...last {
      if excludesOutside, !(0..<from ~= neighbour) { continue }
      let weight = kernel(abs(Double(neighbour) - place) * stretch)
      result[min(max(neighbour, 0), from - 1)] += weight
      sum += weight
    }
    return sum == 0 ? result : result.map { $0 / sum }
  }

  private func kernel(_ d: Double) -> Double {
    if mode == "linear" { return max(0, 1 - d) }
    let a = cubic
    if d < 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
  }
}
