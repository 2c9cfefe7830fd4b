import CApusKernels

/// out = whether x is ∞ or −∞
package struct IsInfinite: UnaryTestPrimitive {
  package static let name = "is_inf"
  package static let kernel = APUS_IS_INFINITE
}

extension Tensor {
  /// For each element, whether x is ∞ or −∞: bool.
  public var isInfinite: Tensor { apply(IsInfinite(), [floatingPoint]) }
}
