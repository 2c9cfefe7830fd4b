/// (y, (m, 1 / Σ e^(s − m))): scores s = scale · q kᵀ + mask for each head, p = softmax(s) over the
/// keys, y = p v; m is a query's greatest score.
///
/// Inputs q [batch, queries, heads, depth], k [batch, keys, heads, depth], v [batch, keys, heads,
/// value depth], or all three packed as [batch, time, 3, heads, depth]; then the mask, if there is
/// one, of four axes that broadcast to [batch, heads, queries, keys]. y is [batch, queries, heads,
/// value depth], the second output [batch, heads, queries, 2]: all that the gradient needs beside
/// inputs and output to compute p again.
package struct AttentionPrimitive: MultiplePrimitive {
  package static let name = "attention"
  package let scale: Double
  package let isCausal: Bool
  package let isPacked: Bool

  package var attributes: [String: Attribute] {
    ["scale": .number(scale), "isCausal": .flag(isCausal), "isPacked": .flag(isPacked)]
  }

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    let extents = AttentionExtents(inputs, isPacked: isPacked), dtype = inputs[0].dtype
    return [
      TensorType(
        [extents.batch, extents.queries, extents.heads, extents.valueDepth], dtype),
      TensorType([extents.batch, extents.heads, extents.queries, 2], dtype),
    ]
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: .all, outputs: true) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let g = context.gradient
    let sources = isPacked ? 1 : 3
    var gradients: [Tensor?] = apply(
      AttentionGradient(of: self), context.inputs + [context.outputs[0], context.outputs[1], g])
    if context.inputs.count > sources {
      gradients.append(
        context.ifNeeded(sources) {
          let parts = AttentionParts(context.inputs, self)
          return parts.scoreGradient(g).reduced(to: context.inputs[sources].shape)
        })
    }
    return gradients
  }
}

/// (∂q, ∂k, ∂v), or one packed gradient, for the gradient g of an attention's y. Inputs: the
/// attention's, its two outputs, and g. With ∂p = g vᵀ: ∂s = p (∂p − Σ p ∂p), ∂q = scale ∂s k, ∂k =
/// scale ∂sᵀ q, ∂v = pᵀ g.
package struct AttentionGradient: MultiplePrimitive {
  package static let name = "attention_gradient"
  package let attention: AttentionPrimitive

  package init(of attention: AttentionPrimitive) { self.attention = attention }

  package var attributes: [String: Attribute] { attention.attributes }

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    attention.isPacked ? [inputs[0].type] : inputs[0..<3].map(\.type)
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  // Both outputs are functions of the other inputs, so all that they pass on is in those inputs'
  // gradients. For gradients a, b, c of ∂q, ∂k, ∂v: L = Σ ∂s e + Σ p (g cᵀ), e = scale (a kᵀ + q
  // bᵀ).
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let sources = attention.isPacked ? 1 : 3
    let forward = Array(context.inputs.dropLast(3))
    let parts = AttentionParts(forward, attention)
    let (q, k, v, p) = (parts.q, parts.k, parts.v, parts.probabilities)
    let g = byHeads(context.inputs[context.inputs.count - 1])
    let cotangents: [Tensor]
    if attention.isPacked {
      cotangents = unpacked(context.gradient).map(byHeads)
    } else {
      cotangents = (0..<3).map { byHeads(context.gradients[$0] ?? context.inputs[$0].zerosLike) }
    }
    let (a, b, c) = (cotangents[0], cotangents[1], cotangents[2])
    let softmax = SoftmaxGradient(axis: 3)
    let byP = matmul(g, v, transposeB: true)
    let byScores = apply(softmax, [p, byP])
    let e: Tensor =
      (matmul(a, k, transposeB: true) + matmul(q, b, transposeB: true)) * attention.scale
    let byByP = apply(softmax, [p, e])
    let sumByP: Tensor = (p * byP).sum(axes: [3], keepDimensions: true)
    let sumE: Tensor = (p * e).sum(axes: [3], keepDimensions: true)
    let inner: Tensor = e * (byP - sumByP) - byP * sumE + matmul(g, c, transposeB: true)
    let outer = apply(softmax, [p, inner])
    let ofQ: Tensor = (matmul(outer, k) + matmul(byScores, b)) * attention.scale
    let ofK: Tensor =
      (matmul(outer, q, transposeA: true) + matmul(byScores, a, transposeA: true))
      * attention.scale
    let ofV = matmul(byByP, g, transposeA: true)
    let ofG = matmul(byByP, v) + matmul(p, c)
    let parted = [ofQ, ofK, ofV].map(byHeads)
    var gradients: [Tensor?] = attention.isPacked ? [Tensor.stacked(parted, axis: 2)] : parted
    if forward.count > sources {
      gradients.append(context.ifNeeded(sources) { outer.reduced(to: forward[sources].shape) })
    }
    return gradients + [nil, nil, byHeads(ofG)]
  }
}

/// The extents of an attention's inputs.
struct AttentionExtents {
  let batch: Int
  let queries: Int
  let keys: Int
  let heads: Int
  let depth: Int
  let valueDepth: Int

  init(_ inputs: [Tensor], isPacked: Bool) {
    let (q, last) = (inputs[0].shape, inputs[isPacked ? 0 : 2].shape)
    batch = q[0]
    queries = q[1]
    keys = last[1]
    heads = last[last.rank - 2]
    depth = q[q.rank - 1]
    valueDepth = last[last.rank - 1]
  }
}

/// An attention's inputs by heads, and its probabilities, all in Tensor operations: what
/// differentiates any number of times, at the price of all scores in memory.
struct AttentionParts {
  let q: Tensor
  let k: Tensor
  let v: Tensor
  /// [batch, heads, queries, keys]
  let probabilities: Tensor

  /// For the attention's own inputs.
  init(_ inputs: [Tensor], _ attention: AttentionPrimitive) {
    let sources = attention.isPacked ? unpacked(inputs[0]) : Array(inputs[0..<3])
    let count = attention.isPacked ? 1 : 3
    self.init(
      sources[0], sources[1], sources[2], mask: inputs.count > count ? inputs[count] : nil,
      isCausal: attention.isCausal, scale: attention.scale)
  }

  init(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor?, isCausal: Bool, scale: Double) {
    (self.q, self.k, self.v) = (byHeads(q), byHeads(k), byHeads(v))
    probabilities = attentionProbabilities(
      matmul(self.q, self.k, transposeB: true) * scale, mask: mask, isCausal: isCausal)
  }

  /// ∂s = p (∂p − Σ p ∂p) for the gradient g of y.
  func scoreGradient(_ g: Tensor) -> Tensor {
    let byP = matmul(byHeads(g), v, transposeB: true)
    return apply(SoftmaxGradient(axis: 3), [probabilities, byP])
  }

  /// p v, [batch, queries, heads, value depth], for these probabilities.
  func output(_ probabilities: Tensor) -> Tensor { byHeads(matmul(probabilities, v)) }
}

/// The softmax of scores [batch, heads, queries, keys] over the keys that each query sees, 0 for
/// the others.
func attentionProbabilities(_ scores: Tensor, mask: Tensor?, isCausal: Bool) -> Tensor {
  var scores = scores, kept: Tensor?
  if let mask {
    if mask.dtype == .bool {
      kept = mask
    } else {
      scores = scores + mask
      kept = mask.withoutDerivative .> -Double.infinity
    }
  }
  if isCausal {
    let queries = Tensor.range(0, Double(scores.shape[2]), dtype: .float64)
    let keys = Tensor.range(0, Double(scores.shape[3]), dtype: .float64)
    let past = queries.asColumn .>= keys
    kept = kept.map { $0 .& past } ?? past
  }
  guard let kept else { return softmax(scores) }
  // The score of what is left out is finite, so that a row without any key has no NaN, and then no
  // probability.
  return select(kept, softmax(select(kept, scores, -1e30)), 0)
}

/// [batch, time, heads, depth] as [batch, heads, time, depth], and back.
private func byHeads(_ x: Tensor) -> Tensor { x.transposed(axes: [0, 2, 1, 3]) }

/// The three parts of [batch, time, 3, heads, depth].
private func unpacked(_ x: Tensor) -> [Tensor] {
  (0..<3).map { x.sliced(axis: 2, from: $0, to: $0 + 1).reshaped(to: x.shape.removing(2)) }
}
