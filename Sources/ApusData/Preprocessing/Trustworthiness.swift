import ApusCore

/// How far the neighbours of examples on a map are neighbours in truth: 1 where all of them are.
///
/// 1 − 2 / (nk(2n − 3k − 1)) Σᵢ Σ max(0, r(i, j) − k) over the k nearest j of each i on the map,
/// where r(i, j) is 1 for the nearest example of i in truth, 2 for the next, and so on.
///
/// Traps where the numbers of examples differ or k is not below half of them.
///
/// - Parameters:
///   - map: where the examples stand on the map, [examples, …].
///   - features: where they are in truth, [examples, …].
///   - neighbours: k.
/// - Source: Venna & Kaski 2001; scikit-learn's `trustworthiness`.
public func trustworthiness(of map: Tensor, for features: Tensor, neighbours: Int = 5) -> Double {
  let count = features.rank > 0 ? features.shape[0] : 0
  require(
    map.rank > 0 && map.shape[0] == count && neighbours > 0 && 2 * neighbours < count,
    """
    trustworthiness: \(neighbours) neighbours of \(map.shape) for \(features.shape); expected \
    fewer than half of the examples
    """
  )
  func distances(_ tensor: Tensor) -> [Double] {
    TSNE.squaredDistances(tensor.reshaped(to: [count, tensor.elementCount / count]))
  }
  let (near, far) = (distances(map), distances(features))
  var sum = 0
  for row in 0..<count {
    /// The other examples, the nearest first; equal ones in their order.
    func order(_ distances: [Double]) -> [Int] {
      let own = distances[row * count..<(row + 1) * count]
      let first = own.startIndex
      return (0..<count).filter { $0 != row }
        .sorted { (own[first + $0], $0) < (own[first + $1], $1) }
    }
    var ranks = [Int](repeating: 0, count: count)
    for (rank, other) in order(far).enumerated() { ranks[other] = rank + 1 }
    for other in order(near).prefix(neighbours) { sum += max(0, ranks[other] - neighbours) }
  }
  let (n, k) = (Double(count), Double(neighbours))
  return 1 - 2 * Double(sum) / (n * k * (2 * n - 3 * k - 1))
}
