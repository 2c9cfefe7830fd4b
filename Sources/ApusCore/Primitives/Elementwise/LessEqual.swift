import CApusKernels

/// out = whether a ≤ b
package struct LessEqual: TestPrimitive {
  package static let name = "less_equal"
  package static let kernel = APUS_LESS_EQUAL
}

extension Tensor {
  /// Whether a ≤ b, element by element, broadcast together: bool. With NaN, false.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { applyComparison(LessEqual(), a, b) }

  /// Whether a ≤ b for every element of a: bool.
  public static func .<= (a: Tensor, b: Double) -> Tensor { a .<= a.scalar(b) }
}
