import CApusKernels

/// out = whether x is not a number
struct IsNaN: UnaryPrimitive {
  static let name = "is_nan"
  static let kernel = APUS_IS_NAN
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputs[0].shape, .bool) }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { nil }
}

extension Tensor {
  /// For each element, whether x is not a number: bool.
  public var isNaN: Tensor { apply(IsNaN(), [floatingPoint]) }
}
