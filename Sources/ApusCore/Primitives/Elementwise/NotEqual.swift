import CApusKernels

/// out = whether a ≠ b
package struct NotEqual: TestPrimitive {
  package static let name = "not_equal"
  package static let kernel = APUS_NOT_EQUAL
}

extension Tensor {
  /// Whether a ≠ b, element by element, broadcast together: bool. With NaN, true.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { applyComparison(NotEqual(), a, b) }

  /// Whether a ≠ b for every element of a: bool.
  public static func .!= (a: Tensor, b: Double) -> Tensor { a .!= a.scalar(b) }
}
