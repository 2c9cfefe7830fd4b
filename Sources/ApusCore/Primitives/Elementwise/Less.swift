import CApusKernels

/// out = whether a < b
package struct Less: TestPrimitive {
  package static let name = "less"
  package static let kernel = APUS_LESS
}

extension Tensor {
  /// Whether a < b, element by element, broadcast together: bool. With NaN, false.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { applyComparison(Less(), a, b) }

  /// Whether a < b for every element of a: bool.
  public static func .< (a: Tensor, b: Double) -> Tensor { a .< a.scalar(b) }
}
