import CApusKernels

/// out = whether x is neither infinite nor NaN
package struct IsFinite: UnaryPrimitive {
  package static let name = "is_finite"
  package static let kernel = APUS_IS_FINITE
  package func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputs[0].shape, .bool) }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { nil }
}

extension Tensor {
  /// For each element, whether x is neither infinite nor NaN: bool.
  public var isFinite: Tensor { apply(IsFinite(), [floatingPoint]) }
}
