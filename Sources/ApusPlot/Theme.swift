/// The colours of a picture.
///
/// ```swift
/// var chart = history.chart("loss")
/// chart.theme = .print
/// ```
public struct Theme: Sendable, Hashable {
  /// What it is called.
  public let name: String
  let groundColor: RGB
  let inkColor: RGB
  let gridColor: RGB
  let palette: [RGB]
  /// Whether everything is grey: colour maps, too.
  let isGrey: Bool

  /// The ground.
  var ground: String { groundColor.text }
  /// Text and axes.
  var ink: String { inkColor.text }
  /// The lines behind the marks.
  var grid: String { gridColor.text }
  /// What is said aside: guides, captions.
  var faint: String { inkColor.mixed(0.4, with: groundColor).text }
  /// A fill that barely differs from the ground.
  var shade: String { inkColor.mixed(0.93, with: groundColor).text }

  /// Black on white with Okabe and Ito's palette, which colour-blind readers can tell apart.
  ///
  /// Source: Okabe and Ito, Color Universal Design, 2008; a grey stands for their yellow, which is
  /// too pale for lines on white.
  public static let light = Theme(
    name: "light", groundColor: RGB(grey: 255), inkColor: RGB(grey: 0), gridColor: RGB(grey: 225),
    palette: [
      RGB(0, 114, 178), RGB(213, 94, 0), RGB(0, 158, 115), RGB(204, 121, 167), RGB(86, 180, 233),
      RGB(230, 159, 0), RGB(0, 0, 0), RGB(135, 135, 135),
    ], isGrey: false)
  /// Light on dark, with the same palette from its brighter end.
  public static let dark = Theme(
    name: "dark", groundColor: RGB(27, 30, 36), inkColor: RGB(230, 232, 235),
    gridColor: RGB(58, 63, 72),
    palette: [
      RGB(86, 180, 233), RGB(230, 159, 0), RGB(0, 190, 140), RGB(222, 145, 190), RGB(240, 228, 66),
      RGB(232, 115, 40), RGB(235, 235, 235), RGB(50, 140, 205),
    ], isGrey: false)
  /// Greys for a print without colour: dashes and shapes tell the marks apart.
  public static let print = Theme(
    name: "print", groundColor: RGB(grey: 255), inkColor: RGB(grey: 0), gridColor: RGB(grey: 225),
    palette: [0, 120, 60, 150, 90, 170, 30, 140].map { RGB(grey: $0) }, isGrey: true)

  /// All themes.
  public static let all: [Theme] = [.light, .dark, .print]

  /// The theme called `name`, or nil if no theme has that name.
  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  /// The colour of a part of a map, 0 to 1.
  func color(_ value: Double, of map: Colormap) -> RGB {
    let color = map.rgb(value)
    return isGrey
      ? (map.isDiverging ? .init(grey: 255 - grey(value)) : .init(grey: color.brightness)) : color
  }

  /// A diverging map has two dark ends; in grey one of them must be the bright one.
  private func grey(_ value: Double) -> Int {
    value.isNaN ? 128 : Int((225 * min(max(value, 0), 1)).rounded())
  }
}
