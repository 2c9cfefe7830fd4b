/// Scaled dot-product attention: softmax(scale · q kᵀ + mask) v over the keys, for each head.
///
/// ```swift
/// let y = scaledDotProductAttention(q, k, v, isCausal: true)
/// ```
///
/// Scores are never all in memory: a head's are computed a few queries at a time, forward and
/// backward, and causal scores above the diagonal not at all. Only dropout, weights that are
/// wanted, and second derivatives compute with the whole [batch, heads, queries, keys].
///
/// - Parameters:
///   - query: [batch, queries, heads, depth], floating point.
///   - key: [batch, keys, heads, depth].
///   - value: [batch, keys, heads, value depth].
///   - mask: broadcasts to [batch, heads, queries, keys]: bool, true for what is attended to, or
///     numbers that are added to the scores. Nil for none.
///   - paddingMask: [batch, keys], bool: true for a key that is there, false for padding. Nil for
///     none.
///   - isCausal: whether query i attends to keys 0...i only.
///   - scale: of the scores; nil for 1/√depth.
///   - dropout: the probability to drop a weight, in 0...1; the others are scaled by 1 / (1 −
///     dropout).
/// - Returns: [batch, queries, heads, value depth]. A query that may attend to nothing gets zeros.
///   Traps where shapes do not fit.
/// - Source: Vaswani et al. 2017; Dao et al. 2022; lecture S0.
public func scaledDotProductAttention(
  _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: Tensor? = nil,
  paddingMask: Tensor? = nil, isCausal: Bool = false, scale: Double? = nil, dropout rate: Double = 0
) -> Tensor {
  let call = AttentionCall(
    query, key, value, mask: mask, paddingMask: paddingMask, isCausal: isCausal, scale: scale)
  if rate == 0 {
    let attention = AttentionPrimitive(scale: call.scale, isCausal: isCausal, isPacked: false)
    return apply(attention, call.inputs)[0].cast(to: call.dtype)
  }
  return call.weighted(dropout: rate).output
}

/// Scaled dot-product attention, and its weights.
///
/// - Parameters: as of
///   ``scaledDotProductAttention(_:_:_:mask:paddingMask:isCausal:scale:dropout:)``.
/// - Returns: the output, [batch, queries, heads, value depth], and the weights after dropout,
///   [batch, heads, queries, keys].
public func attentionWithWeights(
  _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: Tensor? = nil,
  paddingMask: Tensor? = nil, isCausal: Bool = false, scale: Double? = nil, dropout rate: Double = 0
) -> (output: Tensor, weights: Tensor) {
  AttentionCall(
    query, key, value, mask: mask, paddingMask: paddingMask, isCausal: isCausal, scale: scale
  ).weighted(dropout: rate)
}

/// Scaled dot-product attention of a sequence to itself, the queries, keys and values of each time
/// side by side as one product makes them: no copy takes them apart, forward or backward.
///
/// - Parameters:
///   - packed: [batch, time, 3, heads, depth], floating point: queries, keys, values.
///   - mask: as of ``scaledDotProductAttention(_:_:_:mask:paddingMask:isCausal:scale:dropout:)``,
///     and so are the others.
/// - Returns: [batch, time, heads, depth].
public func scaledDotProductAttention(
  packed: Tensor, mask: Tensor? = nil, paddingMask: Tensor? = nil, isCausal: Bool = false,
  scale: Double? = nil
) -> Tensor {
  require(
    packed.dtype.isFloatingPoint && packed.rank == 5 && packed.shape[2] == 3,
    "attention: packed \(packed.type); it must be floating point, [batch, time, 3, heads, depth]")
  let dtype = packed.dtype
  let (batch, time, depth) = (packed.shape[0], packed.shape[1], packed.shape[4])
  let computed = dtype == .bfloat16 ? .float32 : dtype
  let combined = attentionMask(
    mask, padding: paddingMask, [batch, packed.shape[3], time, time], dtype: computed)
  let attention = AttentionPrimitive(
    scale: scale ?? 1 / Double(depth).squareRoot(), isCausal: isCausal, isPacked: true)
  let inputs = [packed.cast(to: computed)] + (combined.map { [$0] } ?? [])
  return apply(attention, inputs)[0].cast(to: dtype)
}

/// The checked arguments of an attention.
private struct AttentionCall {
  let inputs: [Tensor]
  /// The element type of the result.
  let dtype: DType
  let isCausal: Bool
  let scale: Double

  init(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: Tensor?, paddingMask: Tensor?,
    isCausal: Bool, scale: Double?
  ) {
    let (q, k, v) = (query.shape, key.shape, value.shape)
    let promoted = query.dtype.promoted(with: key.dtype).promoted(with: value.dtype)
    require(
      promoted.isFloatingPoint && q.rank == 4 && k.rank == 4 && v.rank == 4 && q[0] == k[0]
        && k[0] == v[0] && k[1] == v[1] && q[2] == k[2] && k[2] == v[2] && q[3] == k[3],
      """
      attention: query \(query.type), key \(key.type), value \(value.type): they must be floating \
      point, [batch, queries, heads, depth], [batch, keys, heads, depth], [batch, keys, heads, …]
      """)
    let computed = promoted == .bfloat16 ? .float32 : promoted
    dtype = promoted
    self.isCausal = isCausal
    self.scale = scale ?? 1 / Double(q[3]).squareRoot()
    let combined = attentionMask(
      mask, padding: paddingMask, [q[0], q[2], q[1], k[1]], dtype: computed)
    inputs = [query, key, value].map { $0.cast(to: computed) } + (combined.map { [$0] } ?? [])
  }

  /// Through the whole matrix of weights.
  func weighted(dropout rate: Double) -> (output: Tensor, weights: Tensor) {
    let parts = AttentionParts(
      inputs[0], inputs[1], inputs[2], mask: inputs.count > 3 ? inputs[3] : nil,
      isCausal: isCausal, scale: scale)
    let weights = dropout(parts.probabilities, rate: rate)
    return (parts.output(weights).cast(to: dtype), weights.cast(to: dtype))
  }
}

/// Mask and padding as one, of four axes, the last of them whole; nil where there is neither.
func attentionMask(
  _ mask: Tensor?, padding: Tensor?, _ scores: Shape, dtype: DType
) -> Tensor? {
  var result: Tensor?
  if let mask {
    require(
      mask.rank <= 4 && mask.shape.broadcast(with: scores) == scores
        && (mask.dtype == .bool || mask.dtype.isFloatingPoint),
      """
      attention: a mask \(mask.type); it must be bool or floating point and broadcast to the \
      scores, \(scores), [batch, heads, queries, keys]
      """)
    let leading = [Int](repeating: 1, count: 4 - mask.rank)
    var full = mask.reshaped(to: leading + mask.shape.array)
    if full.shape[3] != scores[3] {
      full = full.broadcast(to: [full.shape[0], full.shape[1], full.shape[2], scores[3]])
    }
    result = full.dtype == .bool ? full : full.cast(to: dtype)
  }
  guard let padding else { return result }
  require(
    padding.shape == [scores[0], scores[3]],
    """
    attention: a padding mask \(padding.shape); it must be \([scores[0], scores[3]]), [batch, keys]
    """
  )
  let kept = padding.cast(to: .bool).reshaped(to: [scores[0], 1, 1, scores[3]])
  guard let other = result else { return kept }
  return other.dtype == .bool ? kept .& other : select(kept, other, -Double.infinity)
}
