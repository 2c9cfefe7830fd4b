import ApusCore
import Foundation

extension Chart {
  /// An error over two weights, as colours with contour lines, and the point that was learned.
  ///
  /// - Parameters:
  ///   - title: what stands above.
  ///   - names: what the two weights are called.
  ///   - learned: their values in the middle of the picture.
  ///   - radius: how far the picture reaches from there, above 0; nil: half as far again as 0, at
  ///     least 1.
  ///   - resolution: cells along each axis.
  ///   - error: the error with these two weights.
  /// - Source: lecture S2:355–460, the mean squared error of Adaline as a paraboloid.
  public static func errorSurface(
    title: String, names: (String, String), learned: (Double, Double), radius: Double? = nil,
    resolution: Int = 61, error: (Double, Double) -> Double
  ) -> Chart {
    let reach = radius ?? 1.5 * max(abs(learned.0), abs(learned.1), 2.0 / 3)
    require(reach > 0 && reach.isFinite, "errorSurface: radius \(reach); it must be above 0")
    func values(_ middle: Double) -> [Double] {
      (0..<resolution).map { (place: Int) -> Double in
        middle - reach + 2 * reach * (Double(place) + 0.5) / Double(resolution)
      }
    }
    let (across, up) = (values(learned.0), values(learned.1))
    let field = up.map { second in across.map { first in error(first, second) } }
    let x = learned.0 - reach...learned.0 + reach
    let y = learned.1 - reach...learned.1 + reach
    // Lines that share the plane evenly among them show a bowl and a cliff alike.
    let sorted = field.joined().filter(\.isFinite).sorted()
    let levels = sorted.isEmpty ? [] : (1...9).map { sorted[sorted.count * $0 / 10] }

    var chart = Chart(
      title: title, x: Axis(names.0, limits: x), y: Axis(names.1, limits: y), width: 600,
      height: 480)
    chart.add(HeatMap(field, x: x, y: y))
    chart.add(Contours(field, x: x, y: y, levels: levels))
    chart.add(Points([(learned.0, learned.1)], label: "learned", size: 6, isRinged: true))
    return chart
  }
}
