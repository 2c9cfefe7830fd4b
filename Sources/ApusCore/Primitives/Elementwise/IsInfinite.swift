import CApusKernels

/// out = whether x is ∞ or −∞
package struct IsInfinite: UnaryPrimitive {
  package static let name = "is_inf"
  package static let kernel = APUS_IS_INFINITE
  package func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputs[0].shape, .bool) }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { nil }
}

extension Tensor {
  /// For each element, whether x is ∞ or −∞: bool.
  public var isInfinite: Tensor { apply(IsInfinite(), [floatingPoint]) }
}
