/// out = exp(x) / Σ exp(x) along an axis.
package struct SoftmaxPrimitive: Primitive {
  package static let name = "softmax"
  package let axis: Int

  package var attributes: [String: Attribute] { ["axis": .integer(axis)] }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .output }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(SoftmaxGradient(axis: axis), [context.output, context.gradient])]
  }
}

/// out = p (g − Σ p g) along an axis: the gradient of a softmax with output p.
package struct SoftmaxGradient: Primitive {
  package static let name = "softmax_gradient"
  package let axis: Int

  package var attributes: [String: Attribute] { ["axis": .integer(axis)] }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let p = context.inputs[0], g = context.inputs[1], h = context.gradient
    return [
      context.ifNeeded(0) {
        let sumOfProducts = (p * g).sum(axes: [axis], keepDimensions: true)
        return h * (g - sumOfProducts) - g * (h * p).sum(axes: [axis], keepDimensions: true)
      },
      // The matrix that maps g to the output is symmetric.
      context.ifNeeded(1) { apply(self, [p, h]) },
    ]
  }
}

/// Probabilities from scores: exp(x) / Σ exp(x) along `axis`, which adds up to 1. No score is too
/// large for it.
///
/// - Parameters:
///   - x: floating point, at least one axis.
///   - axis: the axis to normalise over; negative counts from the end.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  require(x.dtype.isFloatingPoint, "softmax: \(x.type) is not floating point")
  return apply(SoftmaxPrimitive(axis: x.shape.axis(axis, in: "softmax")), [x])
}
