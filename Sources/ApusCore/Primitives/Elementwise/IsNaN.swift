import CApusKernels

/// out = whether x is not a number
package struct IsNaN: UnaryTestPrimitive {
  package static let name = "is_nan"
  package static let kernel = APUS_IS_NAN
}

extension Tensor {
  /// For each element, whether x is not a number: bool.
  public var isNaN: Tensor { apply(IsNaN(), [floatingPoint]) }
}
