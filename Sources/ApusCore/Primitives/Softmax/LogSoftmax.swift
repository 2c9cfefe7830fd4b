/// out = x − ln Σ exp(x) along an axis.
package struct LogSoftmax: Primitive {
  package static let name = "log_softmax"
  package let axis: Int

  package var attributes: [String: Attribute] { ["axis": .integer(axis)] }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .output }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(LogSoftmaxGradient(axis: axis), [context.output, context.gradient])]
  }
}

/// out = g − eʸ Σ g along an axis: the gradient of a logarithmic softmax with output y.
package struct LogSoftmaxGradient: Primitive {
  package static let name = "log_softmax_gradient"
  package let axis: Int

  package var attributes: [String: Attribute] { ["axis": .integer(axis)] }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let g = context.inputs[1], h = context.gradient
    let p = exp(context.inputs[0])
    return [
      context.ifNeeded(0) { -(h * p * g.sum(axes: [axis], keepDimensions: true)) },
      context.ifNeeded(1) { h - (h * p).sum(axes: [axis], keepDimensions: true) },
    ]
  }
}

/// The logarithm of the softmax, x − ln Σ exp(x) along `axis`, exact also where the softmax is
/// nearly 0.
///
/// - Parameters:
///   - x: floating point, at least one axis.
///   - axis: the axis to normalise over; negative counts from the end.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  require(x.dtype.isFloatingPoint, "logSoftmax: \(x.type) is not floating point")
  return apply(LogSoftmax(axis: x.shape.axis(axis, in: "logSoftmax")), [x])
}
