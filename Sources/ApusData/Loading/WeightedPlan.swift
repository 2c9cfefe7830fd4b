import ApusCore

/// Examples drawn by weights, with replacement: one of twice the weight comes twice as often on
/// average.
///
/// ```swift
/// let loader = DataLoader(train, plan: WeightedPlan(values, batchSize: 32, seed: 0))
/// ```
///
/// Draws follow from the seed and the epoch's number alone. Source: PyTorch
/// `WeightedRandomSampler`.
public struct WeightedPlan: BatchPlan {
  /// Examples in a batch; the last of an epoch may have fewer.
  public let batchSize: Int
  /// Examples of an epoch.
  public let count: Int
  /// What the draws follow from.
  public let seed: UInt64
  /// The sums of the weights up to and with each example.
  private let sums: [Double]

  private static let weighing: UInt64 = 0x5745_4947_4854_4544

  /// A plan; traps on a batch size below 1, a negative weight or NaN, and where no weight is
  /// above 0.
  ///
  /// - Parameters:
  ///   - weights: one for each example, 0 or above.
  ///   - batchSize: examples in a batch.
  ///   - count: examples of an epoch; nil takes as many as there are.
  ///   - seed: what the draws follow from.
  public init(_ weights: [Double], batchSize: Int, count: Int? = nil, seed: UInt64) {
    require(batchSize > 0, "WeightedPlan: a batch size of \(batchSize), expected above 0")
    require(count ?? 0 >= 0, "WeightedPlan: \(count ?? 0) examples, expected 0 or more")
    require(
      weights.allSatisfy { $0 >= 0 && $0.isFinite },
      "WeightedPlan: a weight that is negative, infinite or no number")
    var sum = 0.0
    sums = weights.map { weight in
      sum += weight
      return sum
    }
    require(sum > 0, "WeightedPlan: no weight is above 0")
    self.batchSize = batchSize
    self.count = count ?? weights.count
    self.seed = seed
  }

  /// The number of batches, the same in each epoch.
  public func batchCount(epoch: Int) -> Int { (count + batchSize - 1) / batchSize }

  /// The batches of an epoch.
  public func epoch(_ number: Int) -> EpochPlan {
    let generator = RandomGenerator(
      state: RandomGenerator.State(
        seed: seed ^ WeightedPlan.weighing, stream: UInt64(truncatingIfNeeded: number)))
    let total = sums[sums.count - 1]
    // Below the total: what follows the last weight above 0 is never drawn.
    let order = (0..<count).map { _ in place(of: min(total * generator.uniform(), total.nextDown)) }
    return EpochPlan(order, batchSize: batchSize)
  }

  /// The first example whose sum is above `value`.
  private func place(of value: Double) -> Int {
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
