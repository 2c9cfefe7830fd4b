/// (y, μ, r, v): each channel's mean μ + r and population variance v over all other axes, and
/// y = γ (x − μ − r) / √(v + ε) + β. Inputs x [..., channels], γ, β [channels].
///
/// r is what the element type rounds off the mean: beside a spread much smaller than the mean it
/// counts.
package struct BatchNormalizationPrimitive: MultiplePrimitive {
  package static let name = "batch_normalization"
  package let epsilon: Double

  package var attributes: [String: Attribute] { ["epsilon": .number(epsilon)] }

  package func outputTypes(_ inputs: [Tensor]) throws(ShapeError) -> [TensorType] {
    let x = inputs[0]
    try checkBatchNormalization(x, inputs[1...])
    let channels = x.shape[x.rank - 1]
    try ensure(
      channels == 0 || x.elementCount > 0,
      "batchNormalization: \(x.type) has no examples to take a mean over")
    let perChannel = TensorType([channels], x.dtype)
    return [x.type, perChannel, perChannel, perChannel]
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(0, 1), outputs: true) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0], gamma = context.inputs[1]
    let mean = context.outputs[1], rest = context.outputs[2], variance = context.outputs[3]
    var gradients: [Tensor?] = [nil, nil, nil]
    if let ofOutput = context.gradients[0] {
      gradients = apply(
        BatchNormalizationGradient(epsilon: epsilon),
        [x, gamma, mean, rest, variance, ofOutput])
    }
    guard context.needs.contains(0) else { return gradients }
    let count = Double(x.elementCount / Swift.max(x.shape[x.rank - 1], 1))
    if let ofMean = context.gradients[1] {
      let share = (ofMean / count).broadcast(to: x.shape)
      gradients[0] = gradients[0].map { $0 + share } ?? share
    }
    if let ofVariance = context.gradients[3] {
      let share = (x - mean - rest) * (ofVariance * 2 / count)
      gradients[0] = gradients[0].map { $0 + share } ?? share
    }
    return gradients
  }
}

/// (∂x, ∂γ, ∂β) for the gradient g of a batch normalization's y. Inputs x, γ, μ, r, v, g; with
/// x̂ = (x − μ − r) / √(v + ε) over N examples: ∂β = Σ g, ∂γ = Σ g x̂, ∂x = γ / √(v + ε) (g − ∂β /
/// N − x̂ ∂γ / N).
package struct BatchNormalizationGradient: MultiplePrimitive {
  package static let name = "batch_normalization_gradient"
  package let epsilon: Double

  package var attributes: [String: Attribute] { ["epsilon": .number(epsilon)] }

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    [inputs[0].type, inputs[1].type, inputs[1].type]
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  // For gradients a, b, c of ∂x, ∂γ, ∂β, all sums over the examples:
  // L = γ i (Σ a g − Σa ∂β / N − Σ(a x̂) ∂γ / N) + b ∂γ + c ∂β, i = 1 / √(v + ε), x̂ = (x − μ − r)
  // i. Rounding has no slope, so r gets none.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0], gamma = context.inputs[1], mean = context.inputs[2]
    let rest = context.inputs[3], g = context.inputs[5]
    let a = context.gradients[0] ?? x.zerosLike
    let b = context.gradients[1] ?? gamma.zerosLike
    let c = context.gradients[2] ?? gamma.zerosLike
    let axes = Array(0..<(x.rank - 1))
    let count = Double(x.elementCount / Swift.max(x.shape[x.rank - 1], 1))
    let inverse: Tensor = 1 / sqrt(context.inputs[4] + epsilon)
    let centred: Tensor = x - mean - rest
    let normalized: Tensor = centred * inverse
    let sumA = a.sum(axes: axes), slopeA = (a * normalized).sum(axes: axes)
    let ofBeta = g.sum(axes: axes), ofGamma = (g * normalized).sum(axes: axes)
    let scale: Tensor = gamma * inverse
    let inner: Tensor =
      (a * g).sum(axes: axes) - (sumA * ofBeta + slopeA * ofGamma) / count
    // ∂L/∂x̂, for each element.
    let byNormalized: Tensor =
      g * (b - scale * slopeA / count) - a * (scale * ofGamma / count)
    return [
      context.ifNeeded(0) { byNormalized * inverse },
      context.ifNeeded(1) { inverse * inner },
      context.ifNeeded(2) { -(byNormalized.sum(axes: axes) * inverse) },
      nil,
      context.ifNeeded(4) {
        let byInverse: Tensor = gamma * inner + (byNormalized * centred).sum(axes: axes)
        return byInverse * (inverse * inverse * inverse) * -0.5
      },
      context.ifNeeded(5) {
        let centredA: Tensor = a - sumA / count - normalized * (slopeA / count)
        return scale * centredA + b * normalized + c
      },
    ]
  }
}

private func checkBatchNormalization(
  _ x: Tensor, _ perChannel: ArraySlice<Tensor>
) throws(ShapeError) {
  try ensure(
    x.dtype.isFloatingPoint && x.rank > 0,
    "batchNormalization: \(x.type) must be floating point, [..., channels]")
  let wanted = TensorType([x.shape[x.rank - 1]], x.dtype)
  for input in perChannel {
    try ensure(
      input.type == wanted,
      "batchNormalization: input \(x.type) needs \(wanted) for each channel, not \(input.type)")
  }
}

/// Normalises every channel over the batch and all positions: y = γ (x − μ) / √(v + ε) + β, with
/// the batch's own mean μ and population variance v. For training.
///
/// - Parameters:
///   - x: floating point, [..., channels], at least one example.
///   - gamma: the scale, [channels].
///   - beta: the shift, [channels].
///   - epsilon: keeps the root away from 0.
/// - Returns: y of the shape of `x`; μ and v, [channels], for moving averages.
/// - Source: Ioffe and Szegedy 2015.
public func batchNormalization(
  _ x: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double
) -> (output: Tensor, mean: Tensor, variance: Tensor) {
  let outputs = apply(
    BatchNormalizationPrimitive(epsilon: epsilon), [x, gamma, beta].map(\.widest)
  ).map { $0.cast(to: x.dtype) }
  return (outputs[0], outputs[1], outputs[3])
}

/// Normalises every channel by a known mean μ and variance v: y = γ (x − μ) / √(v + ε) + β. For
/// inference.
///
/// - Parameters:
///   - x: floating point, [..., channels].
///   - gamma: the scale, [channels].
///   - beta: the shift, [channels].
///   - mean: μ, [channels].
///   - variance: v, [channels].
///   - epsilon: keeps the root away from 0.
/// - Returns: y of the shape of `x`.
public func batchNormalization(
  _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double
) -> Tensor {
  trapping(try checkBatchNormalization(x, [gamma, beta, mean, variance]))
  // Not x scale + (beta − mean scale), which cancels where the mean is large beside the deviation.
  let scale: Tensor = gamma.widest / sqrt(variance.widest + epsilon)
  return apply(CentredScale(), [x.widest, mean.widest, scale, beta.widest]).cast(to: x.dtype)
}
