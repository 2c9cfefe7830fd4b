import CApusKernels

/// out = whether x is ∞ or −∞
struct IsInfinite: UnaryPrimitive {
  static let name = "is_inf"
  static let kernel = APUS_IS_INFINITE
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputs[0].shape, .bool) }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { nil }
}

extension Tensor {
  /// For each element, whether x is ∞ or −∞: bool.
  public var isInfinite: Tensor { apply(IsInfinite(), [floatingPoint]) }
}
