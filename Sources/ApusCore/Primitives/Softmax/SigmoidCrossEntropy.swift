/// out = max(x, 0) − x z + ln(1 + exp(−|x|)): −z ln σ(x) − (1 − z) ln(1 − σ(x)) without overflow.
package struct SigmoidCrossEntropy: Primitive {
  package static let name = "sigmoid_cross_entropy"

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[0].dtype.isFloatingPoint && inputs[0].type == inputs[1].type,
      """
      sigmoidCrossEntropy: logits \(inputs[0].type), targets \(inputs[1].type): both must be \
      floating point, of one shape
      """)
    return inputs[0].type
  }

  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(0) ? .all : InputSet(0))
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0], g = context.gradient
    return [
      context.ifNeeded(0) { g * (sigmoid(x) - context.inputs[1]) },
      context.ifNeeded(1) { -(g * x) },
    ]
  }
}

/// The binary cross-entropy from logits, element by element: −z ln σ(x) − (1 − z) ln(1 − σ(x)).
///
/// - Parameters:
///   - logits: x, floating point, any shape.
///   - targets: z, probabilities of the same shape; cast to the logits' element type where they
///     have another.
/// - Returns: losses of that shape.
public func sigmoidCrossEntropy(logits: Tensor, targets: Tensor) -> Tensor {
  let same = targets.dtype == logits.dtype ? targets : targets.cast(to: logits.dtype)
  return apply(SigmoidCrossEntropy(), [logits, same])
}
