/// Additive attention: softmax(s) value over the keys, with scores sᵢⱼ = Σ scale · tanh(queryᵢ +
/// keyⱼ).
///
/// It computes [batch, queries, keys, width] numbers, all in memory.
///
/// - Parameters:
///   - query: [batch, queries, width], floating point.
///   - key: [batch, keys, width].
///   - value: [batch, keys, value width].
///   - scale: [width], the weights of the sum; nil for 1.
///   - mask: broadcasts to [batch, queries, keys]: bool, true for what is attended to, or numbers
///     that are added to the scores. Nil for none.
///   - paddingMask: [batch, keys], bool: false for padding. Nil for none.
///   - isCausal: whether query i attends to keys 0...i only.
///   - rate: the probability to drop a weight, in 0...1.
/// - Returns: the output, [batch, queries, value width], and the weights, [batch, queries, keys]. A
///   query that may attend to nothing gets zeros. Traps where shapes do not fit.
/// - Source: Bahdanau, Cho & Bengio 2015; lecture S0.
public func additiveAttention(
  _ query: Tensor, _ key: Tensor, _ value: Tensor, scale: Tensor? = nil, mask: Tensor? = nil,
  paddingMask: Tensor? = nil, isCausal: Bool = false, dropout rate: Double = 0
) -> (output: Tensor, weights: Tensor) {
  let (q, k, v) = (query.shape, key.shape, value.shape)
  require(
    q.rank == 3 && k.rank == 3 && v.rank == 3 && q[0] == k[0] && k[0] == v[0] && k[1] == v[1]
      && q[2] == k[2],
    """
    additiveAttention: query \(q), key \(k), value \(v): they must be [batch, queries, width], \
    [batch, keys, width], [batch, keys, …]
    """)
  let sums = tanh(query.expandingDimension(at: 2) + key.expandingDimension(at: 1))
  let scores = (scale.map { sums * $0 } ?? sums).sum(axes: [3])
  let combined = attentionMask(
    mask.map { $0.rank == 3 ? $0.expandingDimension(at: 1) : $0 }, padding: paddingMask,
    [q[0], 1, q[1], k[1]], dtype: scores.dtype)
  let shares = attentionProbabilities(
    scores.expandingDimension(at: 1), mask: combined, isCausal: isCausal)
  let weights = dropout(shares.reshaped(to: [q[0], q[1], k[1]]), rate: rate)
  return (matmul(weights, value), weights)
}
