import CApusKernels

/// out = whether a = b
package struct Equal: TestPrimitive {
  package static let name = "equal"
  package static let kernel = APUS_EQUAL
}

extension Tensor {
  /// Whether a = b, element by element, broadcast together: bool. With NaN, false.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { applyComparison(Equal(), a, b) }

  /// Whether a = b for every element of a: bool.
  public static func .== (a: Tensor, b: Double) -> Tensor { a .== a.scalar(b) }
}
