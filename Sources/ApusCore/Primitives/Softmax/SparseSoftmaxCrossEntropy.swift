/// (losses, p): p = softmax(logits) over the last axis, losses = −ln p[label].
///
/// The probabilities are an output because the gradient, g (p − onehot), reads nothing else.
package struct SparseSoftmaxCrossEntropy: MultiplePrimitive {
  package static let name = "sparse_softmax_cross_entropy"

  package func outputTypes(_ inputs: [Tensor]) throws(ShapeError) -> [TensorType] {
    let logits = inputs[0], labels = inputs[1]
    try ensure(
      logits.dtype.isFloatingPoint && labels.dtype.isInteger && logits.rank > 0
        && logits.shape.removing(logits.rank - 1) == labels.shape,
      """
      softmaxCrossEntropy: logits \(logits.type), labels \(labels.type): logits must be \
      floating point, labels integers of the logits' shape without the last axis
      """)
    return [TensorType(labels.shape, logits.dtype), logits.type]
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1), outputs: true) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let probabilities = context.outputs[1]
    let ofLosses = context.gradients[0].map {
      apply(SparseSoftmaxCrossEntropyGradient(), [probabilities, context.inputs[1], $0])
    }
    let ofProbabilities = context.gradients[1].map {
      apply(SoftmaxGradient(axis: probabilities.rank - 1), [probabilities, $0])
    }
    if let ofLosses, let ofProbabilities { return [ofLosses + ofProbabilities, nil] }
    return [ofLosses ?? ofProbabilities, nil]
  }
}

/// out = g (p − onehot(labels)), g one number a row.
package struct SparseSoftmaxCrossEntropyGradient: Primitive {
  package static let name = "sparse_softmax_cross_entropy_gradient"

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let p = context.inputs[0], labels = context.inputs[1], g = context.inputs[2]
    let h = context.gradient
    return [
      context.ifNeeded(0) { h * g.asColumn },
      nil,
      context.ifNeeded(2) {
        let ones = Tensor.ones(g.shape, dtype: g.dtype)
        return (h * apply(self, [p, labels, ones])).sum(axes: [-1])
      },
    ]
  }
}

/// The cross-entropy of the softmax of `logits` with the classes `labels`, one loss an example: −ln
/// softmax(logits)[label].
///
/// - Parameters:
///   - logits: scores, floating point, [..., classes].
///   - labels: class numbers, int32, int64 or uint8, [...]; traps on one outside 0..<classes.
/// - Returns: losses, [...].
public func softmaxCrossEntropy(logits: Tensor, labels: Tensor) -> Tensor {
  apply(SparseSoftmaxCrossEntropy(), [logits, labels])[0]
}
