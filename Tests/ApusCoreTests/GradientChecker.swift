import Testing

@testable import ApusCore

/// Compares the first- and second-order gradients of `function` with central differences in float64.
///
/// The function's outputs are weighted by fixed pseudo-random cotangents and added up, so every output element
/// takes part. The second order differentiates the first-order gradient, weighted likewise.
///
/// - Parameters:
///   - points: float64 tensors, away from kinks by more than `step`.
///   - order: 1 or 2.
func checkGradients(
  at points: [Tensor], order: Int = 2, step: Double = 1e-5, tolerance: Double = 1e-6,
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ function: @escaping ([Tensor]) -> Tensor
) {
  func weights(_ shape: Shape, _ salt: Int) -> Tensor {
    Tensor(
      (0..<shape.elementCount).map { sin(Double($0 * 7 + salt * 13) * 0.7 + 1) * 0.8 + 0.3 },
      shape: shape)
  }
  func scalar(_ points: [Tensor]) -> Tensor {
    let output = function(points)
    return (output * weights(output.shape, 1)).sum()
  }
  func slope(_ points: [Tensor]) -> Tensor {
    let gradients = gradient(at: points, of: scalar)
    var total = Tensor(0.0)
    for (salt, gradient) in gradients.enumerated() {
      total = total + (gradient * weights(gradient.shape, salt + 2)).sum()
    }
    return total
  }
  for current in 1...order {
    let objective = current == 1 ? scalar : slope
    let exact = gradient(at: points, of: objective)
    for (position, point) in points.enumerated() {
      precondition(point.dtype == .float64, "gradients are checked in float64")
      let computed = exact[position].doubles
      var numeric = [Double]()
      for index in 0..<point.elementCount {
        func moved(_ by: Double) -> Double {
          var values = point.doubles
          values[index] += by
          var changed = points
          changed[position] = Tensor(values, shape: point.shape)
          return objective(changed).item
        }
        numeric.append((moved(step) - moved(-step)) / (2 * step))
      }
      let scale = max(1, numeric.map(abs).max() ?? 1)
      #expect(computed.count == numeric.count, sourceLocation: sourceLocation)
      for (index, pair) in zip(computed, numeric).enumerated() {
        #expect(
          abs(pair.0 - pair.1) <= tolerance * scale,
          "order \(current), input \(position), element \(index): \(pair.0), by differences \(pair.1) \(comment.map { "\($0)" } ?? "")",
          sourceLocation: sourceLocation)
      }
    }
  }
}

private func sin(_ x: Double) -> Double {
  // A fixed pseudo-random weight needs no library's sine: a triangle wave will do.
  let phase = x / 6.283185307179586
  let fraction = phase - phase.rounded(.down)
  return fraction < 0.5 ? 4 * fraction - 1 : 3 - 4 * fraction
}
