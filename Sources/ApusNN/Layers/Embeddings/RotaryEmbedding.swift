import ApusCore

/// Rotates pairs of features by angles that grow with the place, so that products of queries and
/// keys depend on how far apart they are: for column i of the first half and its partner j = i +
/// depth/2, at place p with a = p / base^(2i/depth), (xᵢ, xⱼ) becomes (xᵢ cos a − xⱼ sin a, xⱼ cos
/// a + xᵢ sin a).
///
/// - Parameters:
///   - x: [batch, time, heads, depth], floating point, depth even: queries or keys.
///   - base: above 1.
///   - start: the place of the first time.
/// - Returns: the shape of `x`.
/// - Source: Su et al. 2021; KerasHub's `RotaryEmbedding`.
public func rotaryEmbedding(_ x: Tensor, base: Double = 10_000, start: Int = 0) -> Tensor {
  require(
    x.rank == 4 && x.shape[3] % 2 == 0 && x.dtype.isFloatingPoint && base > 1,
    "rotaryEmbedding: \(x.type), base \(base); it needs [batch, time, heads, an even depth]")
  let half = x.shape[3] / 2
  let turns = Turns(time: x.shape[1], half: half, base: base, start: start, dtype: x.dtype)
  // On the meta device tables have no elements worth keeping; elsewhere no trace may see whether
  // they were known.
  let (cosine, sine) =
    Device.current == .meta
    ? turns.tables : knownTurns.table(for: turns) { withoutDerivatives { turns.tables } }
  let (first, second) = (x.sliced(axis: 3, to: half), x.sliced(axis: 3, from: half))
  let turned: Tensor = first * cosine - second * sine
  let other: Tensor = second * cosine + first * sine
  return .concatenated([turned, other], axis: 3)
}

private let knownTurns = TableCache<Turns, (cosine: Tensor, sine: Tensor)>(capacity: 16) {
  $0.cosine.type.byteCount + $0.sine.type.byteCount
}

/// What the angles of a rotation depend on.
private struct Turns: Hashable {
  let time: Int
  let half: Int
  let base: Double
  let start: Int
  let dtype: DType

  /// cos a and sin a, [time, 1, half].
  var tables: (cosine: Tensor, sine: Tensor) {
    let places = Tensor.range(Double(start), Double(start + time), dtype: .float64)
    let columns = Tensor.range(0, Double(half), dtype: .float64)
    let frequencies = exp(columns * log(Tensor([base])) * (-1 / Double(half)))
    let angles = places.reshaped(to: [time, 1, 1]) * frequencies
    return (cos(angles).cast(to: dtype), sin(angles).cast(to: dtype))
  }
}
