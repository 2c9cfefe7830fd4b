/// (losses, p): p = softmax(logits) over the last axis, losses = −Σ targets ln p.
///
/// The probabilities are an output because the gradient, g (p Σt − t), reads nothing else of the
/// logits.
package struct SoftmaxCrossEntropy: MultiplePrimitive {
  package static let name = "softmax_cross_entropy"

  package func outputTypes(_ inputs: [Tensor]) throws(ShapeError) -> [TensorType] {
    let logits = inputs[0], targets = inputs[1]
    try ensure(
      logits.dtype.isFloatingPoint && logits.type == targets.type && logits.rank > 0,
      """
      softmaxCrossEntropy: logits \(logits.type), targets \(targets.type): both must be floating \
      point, of one shape with at least one axis
      """)
    return [TensorType(logits.shape.removing(logits.rank - 1), logits.dtype), logits.type]
  }

  package func kept(for needs: InputSet) -> Kept {
    Kept(inputs: needs.contains(1) ? .all : InputSet(1), outputs: true)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let targets = context.inputs[1], probabilities = context.outputs[1]
    let ofLosses = context.gradients[0].flatMap { gradient in
      context.ifNeeded(0) {
        apply(SoftmaxCrossEntropyGradient(), [probabilities, targets, gradient])
      }
    }
    let ofProbabilities = context.gradients[1].flatMap { gradient in
      context.ifNeeded(0) {
        apply(SoftmaxGradient(axis: probabilities.rank - 1), [probabilities, gradient])
      }
    }
    let ofTargets = context.gradients[0].flatMap { gradient in
      context.ifNeeded(1) { -gradient.asColumn * logSoftmax(context.inputs[0]) }
    }
    if let ofLosses, let ofProbabilities { return [ofLosses + ofProbabilities, ofTargets] }
    return [ofLosses ?? ofProbabilities, ofTargets]
  }
}

/// out = g (p Σt − t), g one number a row, the sum over a row.
package struct SoftmaxCrossEntropyGradient: Primitive {
  package static let name = "softmax_cross_entropy_gradient"

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let p = context.inputs[0], targets = context.inputs[1], g = context.inputs[2]
    let h = context.gradient
    return [
      context.ifNeeded(0) { h * (g * targets.sum(axes: [-1])).asColumn },
      context.ifNeeded(1) { ((h * p).sum(axes: [-1], keepDimensions: true) - h) * g.asColumn },
      context.ifNeeded(2) {
        let ones = Tensor.ones(g.shape, dtype: g.dtype)
        return (h * apply(self, [p, targets, ones])).sum(axes: [-1])
      },
    ]
  }
}

extension Tensor {
  /// This tensor with an axis of extent 1 at the end.
  var asColumn: Tensor { expandingDimension(at: rank) }
}

/// The cross-entropy of the softmax of `logits` with target probabilities, one loss an example:
/// −Σ targets ln softmax(logits).
///
/// A class whose target is 0 costs nothing, even where its logit is −∞.
///
/// - Parameters:
///   - logits: scores, floating point, [..., classes].
///   - targets: probabilities of the same shape; cast to the logits' element type where they have
///     another.
/// - Returns: losses, [...].
public func softmaxCrossEntropy(logits: Tensor, targets: Tensor) -> Tensor {
  let same = targets.dtype == logits.dtype ? targets : targets.cast(to: logits.dtype)
  return apply(SoftmaxCrossEntropy(), [logits, same])[0]
}
