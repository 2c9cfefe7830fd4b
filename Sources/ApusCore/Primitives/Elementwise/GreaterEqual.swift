import CApusKernels

/// out = whether a ≥ b
package struct GreaterEqual: TestPrimitive {
  package static let name = "greater_equal"
  package static let kernel = APUS_GREATER_EQUAL
}

extension Tensor {
  /// Whether a ≥ b, element by element, broadcast together: bool. With NaN, false.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { applyComparison(GreaterEqual(), a, b) }

  /// Whether a ≥ b for every element of a: bool.
  public static func .>= (a: Tensor, b: Double) -> Tensor { a .>= a.scalar(b) }
}
