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

/// A unary primitive whose gradient reads its input.
package protocol InputGradientPrimitive: UnaryPrimitive {
  /// The gradient for the input `x`, `dy` being the one for the output.
  func gradient(_ dy: Tensor, input x: Tensor) -> Tensor
}

extension InputGradientPrimitive {
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    gradient(dy, input: context.inputs[0])
  }
}

/// A unary primitive whose gradient reads its output.
package protocol OutputGradientPrimitive: UnaryPrimitive {
  /// The gradient for the input, `dy` being the one for the output `y`.
  func gradient(_ dy: Tensor, output y: Tensor) -> Tensor
}

extension OutputGradientPrimitive {
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    gradient(dy, output: context.output)
  }
}

/// A unary primitive that is constant between its jumps: it has no gradient.
package protocol StepPrimitive: UnaryPrimitive {}

extension StepPrimitive {
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { nil }
}

/// A step that gives bool.
package protocol UnaryTestPrimitive: StepPrimitive {}

extension UnaryTestPrimitive {
  package func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputs[0].shape, .bool) }
}

extension Tensor {
  /// The tensor itself where it is floating point, else its values in float32.
  @inline(__always) var floatingPoint: Tensor { dtype.isFloatingPoint ? self : cast(to: .float32) }

  /// The tensor itself, or a bool tensor's values as int32: 0 and 1.
  @inline(__always) var numeric: Tensor { dtype == .bool ? cast(to: .int32) : self }
}
