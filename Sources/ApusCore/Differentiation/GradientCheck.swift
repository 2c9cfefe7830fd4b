/// What came of comparing gradients with differences.
public struct GradientCheck: Sendable, CustomStringConvertible {
  /// An element where the two differ.
  public struct Mismatch: Sendable, CustomStringConvertible {
    /// 1 for the gradient, 2 for the gradient's gradient.
    public let order: Int
    /// The position among the points.
    public let input: Int
    /// The element of that point, in row-major order.
    public let element: Int
    /// The gradient's element.
    public let computed: Double
    /// The same by differences.
    public let numeric: Double

    /// One line.
    public var description: String {
      "order \(order), input \(input), element \(element): \(computed), by differences \(numeric)"
    }
  }

  /// Where they differ by more than the tolerance.
  public let mismatches: [Mismatch]
  /// The greatest difference, relative to the greatest element of its gradient.
  public let greatestError: Double

  /// Whether they agree everywhere.
  public var passes: Bool { mismatches.isEmpty }

  /// One line for each mismatch, or one that says the gradients match.
  public var description: String {
    passes
      ? "gradients agree to \(greatestError)"
      : mismatches.map(\.description).joined(separator: "\n")
  }
}

/// Compares the gradients of `function` with central differences (f(x + h) − f(x − h)) / 2h,
/// element by element.
///
/// The function's outputs are weighted by fixed pseudo-random cotangents and added up, so that
/// every element of the output takes part. The second order differentiates the first-order
/// gradient, weighted likewise.
///
/// ```swift
/// let check = checkGradients(at: [x, w]) { tanh(matmul($0[0], $0[1])) }
/// precondition(check.passes, "\(check)")
/// ```
///
/// - Parameters:
///   - points: float64 tensors, away from kinks by more than `step`; traps on other types.
///   - order: 1, or 2 for both orders; traps otherwise.
///   - step: h.
///   - tolerance: of the difference relative to the gradient's greatest element; rounding in the
///     differences themselves, 10⁻¹⁵ |f| / h, is allowed for.
/// - Source: catalogue A12; lecture S2-3.
public func checkGradients(
  at points: [Tensor], order: Int = 2, step: Double = 1e-5, tolerance: Double = 1e-6,
  of function: ([Tensor]) -> Tensor
) -> GradientCheck {
  for point in points {
    require(point.dtype == .float64, "checkGradients: \(point.type); it must be float64")
  }
  func scalar(_ points: [Tensor]) -> Tensor {
    let output = function(points)
    return (output * weights(output.shape, salt: 1)).sum()
  }
  func slope(_ points: [Tensor]) -> Tensor {
    gradient(at: points, of: scalar).enumerated().reduce(Tensor(0.0)) { total, entry in
      total + (entry.element * weights(entry.element.shape, salt: entry.offset + 2)).sum()
    }
  }
  var mismatches: [GradientCheck.Mismatch] = []
  var greatestError = 0.0
  require(order == 1 || order == 2, "checkGradients: order \(order); it must be 1 or 2")
  for current in 1...order {
    let objective = current == 1 ? scalar : slope
    let (value, exact) = valueAndGradient(at: points, of: objective)
    let rounding = 1e-15 * abs(value.item) / step
    for position in points.indices {
      let numeric = differences(of: objective, at: points, position, step: step)
      let greatest = numeric.map(abs).max() ?? 0
      for (index, (ours, theirs)) in zip(exact[position].doubles, numeric).enumerated() {
        let error = abs(ours - theirs)
        if greatest > 0 { greatestError = max(greatestError, error / greatest) }
        let agrees = error.isFinite && error <= tolerance * greatest + rounding
        guard !agrees else { continue }
        mismatches.append(
          GradientCheck.Mismatch(
            order: current, input: position, element: index, computed: ours, numeric: theirs))
      }
    }
  }
  return GradientCheck(mismatches: mismatches, greatestError: greatestError)
}

private func differences(
  of objective: ([Tensor]) -> Tensor, at points: [Tensor], _ position: Int, step: Double
) -> [Double] {
  (0..<points[position].elementCount).map { index in
    func moved(_ by: Double) -> Double {
      var values = points[position].doubles
      values[index] += by
      var changed = points
      changed[position] = Tensor(values, shape: points[position].shape)
      return objective(changed).item
    }
    return (moved(step) - moved(-step)) / (2 * step)
  }
}

/// Fixed weights of −0.5…1.1: a triangle wave, which needs no library's sine and is the same
/// everywhere.
private func weights(_ shape: Shape, salt: Int) -> Tensor {
  let values = (0..<shape.elementCount).map { index -> Double in
    let phase = (Double(index * 7 + salt * 13) * 0.7 + 1) / 6.283185307179586
    let fraction = phase - phase.rounded(.down)
    return (fraction < 0.5 ? 4 * fraction - 1 : 3 - 4 * fraction) * 0.8 + 0.3
  }
  return Tensor(values, shape: shape)
}
