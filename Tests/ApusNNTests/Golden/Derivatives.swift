import ApusCore
import Testing

/// Compares the gradient of a weighted sum of `function`'s output, and that gradient's own, with
/// central differences, in float64.
func expectDerivatives(
  at point: Tensor, tolerance: Double = 1e-6, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation, _ function: @escaping (Tensor) -> Tensor
) {
  func weighted(_ output: Tensor) -> Tensor {
    let weights = (0..<output.elementCount).map { (place: Int) -> Double in
      Double((place * 37 + 11) % 17) / 17 - 0.4
    }
    return (output * Tensor(weights, shape: output.shape)).sum()
  }
  func objective(_ x: Tensor) -> Tensor { weighted(function(x)) }
  func slope(_ x: Tensor) -> Tensor { weighted(gradient(at: x, of: objective)) }
  for (order, function) in [objective, slope].enumerated() {
    let exact = gradient(at: point, of: function).doubles
    var values = point.doubles
    for index in values.indices {
      let kept = values[index]
      let step = 1e-5
      values[index] = kept + step
      let above = function(Tensor(values, shape: point.shape)).item
      values[index] = kept - step
      let below = function(Tensor(values, shape: point.shape)).item
      values[index] = kept
      let numeric = (above - below) / (2 * step)
      let isClose = abs(exact[index] - numeric) <= tolerance * max(1, abs(numeric))
      #expect(
        isClose, "\(name), order \(order + 1): \(exact[index]), by differences \(numeric)",
        sourceLocation: sourceLocation)
    }
  }
}
