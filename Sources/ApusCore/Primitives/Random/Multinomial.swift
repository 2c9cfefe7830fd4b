/// Draws of positions with given weights: out[…, s] = i with probability w[…, i] / Σ w[…].
///
/// ```swift
/// multinomial(Tensor([0.1, 0.6, 0.3]), count: 5)              // such as [1, 1, 2, 1, 0]
/// multinomial(softmax(x), count: 1)                           // a token for each row
/// ```
///
/// - Parameters:
///   - weights: […, n], floating point, finite and not negative, the sum of each row positive; they
///     need not add up to 1. Traps otherwise.
///   - count: how many draws for each row.
///   - replacement: whether a position may be drawn again. Without it each draw is from those that
///     are left, and `count` may not exceed the positive weights of any row; traps otherwise.
///   - generator: takes one stream.
/// - Returns: int32, […, count].
/// - Source: PyTorch `multinomial`.
public func multinomial(
  _ weights: Tensor, count: Int, replacement: Bool = true,
  generator: RandomGenerator = .current
) -> Tensor {
  require(
    weights.rank > 0 && weights.dtype.isFloatingPoint && weights.shape[-1] > 0 && count >= 0,
    """
    multinomial: \(count) draws with weights \(weights.type); they must be floating point, with an \
    axis to draw from
    """
  )
  let width = weights.shape[-1], rows = weights.elementCount / width
  var shape = weights.shape
  shape[-1] = count
  if weights.device == .meta || Device.current == .meta { return .meta(shape, dtype: .int32) }
  var rest = weights.doubles
  let chances = Tensor.randomUniform([rows * count], dtype: .float64, generator: generator).doubles
  var draws: [Int32] = []
  draws.reserveCapacity(rows * count)
  for row in 0..<rows {
    let range = (row * width)..<((row + 1) * width)
    require(
      rest[range].allSatisfy { $0 >= 0 && $0.isFinite } && rest[range].contains { $0 > 0 },
      "multinomial: weights of row \(row) are negative, not finite, or all 0")
    require(
      replacement || rest[range].count { $0 > 0 } >= count,
      "multinomial: \(count) draws without replacement from fewer positive weights (row \(row))")
    var sums = RunningSums(rest[range])
    for draw in 0..<count {
      let place = sums.place(of: chances[row * count + draw])
      draws.append(Int32(place))
      if !replacement {
        rest[row * width + place] = 0
        sums = RunningSums(rest[range])
      }
    }
  }
  return Tensor(draws, shape: shape)
}

/// The sums of weights up to each.
private struct RunningSums {
  private let sums: [Double]
  private let last: Int

  init(_ weights: ArraySlice<Double>) {
    var total = 0.0
    sums = weights.map { weight in
      total += weight
      return total
    }
    last = weights.lastIndex { $0 > 0 }.map { $0 - weights.startIndex } ?? 0
  }

  /// The first position whose sum is beyond that part of the whole; its weight is positive.
  func place(of chance: Double) -> Int {
    let target = chance * (sums.last ?? 0)
    var low = 0, high = last
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
