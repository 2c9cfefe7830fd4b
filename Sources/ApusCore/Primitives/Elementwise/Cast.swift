/// out = in as another element type.
package struct Cast: Primitive {
  package static let name = "cast"
  package let dtype: DType

  package var attributes: [String: Attribute] { ["dtype": .text(dtype.description)] }
  package func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputs[0].shape, dtype) }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.ifNeeded(0) { context.gradient.cast(to: context.inputs[0].dtype) }]
  }
}

extension Tensor {
  /// The elements as another type.
  ///
  /// Floating point rounds to nearest, ties to even. Floating point to whole numbers cuts the
  /// fraction off and stops at the type's bounds; NaN becomes 0. Whole numbers to narrower ones
  /// keep the low bits. To bool: whether the element is not 0; from bool: 0 or 1.
  public func cast(to dtype: DType) -> Tensor {
    dtype == self.dtype ? self : apply(Cast(dtype: dtype), [self])
  }
}
