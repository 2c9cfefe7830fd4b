import CApusKernels

/// out = whether x is neither infinite nor NaN
package struct IsFinite: UnaryTestPrimitive {
  package static let name = "is_finite"
  package static let kernel = APUS_IS_FINITE
}

extension Tensor {
  /// For each element, whether x is neither infinite nor NaN: bool.
  public var isFinite: Tensor { apply(IsFinite(), [floatingPoint]) }
}
