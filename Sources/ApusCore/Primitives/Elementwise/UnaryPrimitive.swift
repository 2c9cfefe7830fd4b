import CApusKernels

/// A primitive on each element of one tensor: its output has the input's shape and element type.
package protocol UnaryPrimitive: Primitive {
  /// The loop that computes it.
  static var kernel: apus_unary_operation { get }

  /// The gradient for the input, `dy` being the one for the output.
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor?
}

extension UnaryPrimitive {
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    guard context.needs.contains(0), let dy = context.gradients[0] else { return [nil] }
    return [gradient(dy, context)]
  }
}

extension Tensor {
  /// The tensor itself where it is floating point, else its values in float32.
  @inline(__always) var floatingPoint: Tensor { dtype.isFloatingPoint ? self : cast(to: .float32) }

  /// The tensor itself, or a bool tensor's values as int32: 0 and 1.
  @inline(__always) var numeric: Tensor { dtype == .bool ? cast(to: .int32) : self }
}
