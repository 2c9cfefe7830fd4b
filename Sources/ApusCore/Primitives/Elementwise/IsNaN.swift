import CApusKernels

/// out = whether x is not a number
package struct IsNaN: UnaryPrimitive {
  package static let name = "is_nan"
  package static let kernel = APUS_IS_NAN
  package func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputs[0].shape, .bool) }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { nil }
}

extension Tensor {
  /// For each element, whether x is not a number: bool.
  public var isNaN: Tensor { apply(IsNaN(), [floatingPoint]) }
}
