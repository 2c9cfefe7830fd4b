/// A function of single numbers that layers put after their sums: one pass over memory computes
/// it, another its gradient.
package protocol PointwiseActivation: Primitive {
  /// The function, by which kernels find the loops for it and its slope.
  static var function: PointwiseFunction { get }

  /// The function's constants.
  var constants: PointwiseConstants { get }

  /// f″(x), in Tensor operations, so that gradients differentiate again; nil where it is 0
  /// everywhere.
  func curvature(_ x: Tensor) -> Tensor?
}

extension PointwiseActivation {
  package var constants: PointwiseConstants { PointwiseConstants() }
  package func curvature(_ x: Tensor) -> Tensor? { nil }

  package var attributes: [String: Attribute] {
    [
      "a": .number(constants.a), "b": .number(constants.b), "c": .number(constants.c),
      "d": .number(constants.d),
    ]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    guard context.needs.contains(0), let dy = context.gradients[0] else { return [nil] }
    return [apply(PointwiseGradient(of: self), [dy, context.inputs[0]])]
  }

  /// The function's values. Whole numbers become float32.
  package func callAsFunction(_ x: Tensor) -> Tensor { apply(self, [x.floatingPoint]) }
}
