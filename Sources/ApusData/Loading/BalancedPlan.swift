import ApusCore

/// Examples of all classes equally often, however rare a class is: its examples come again and
/// again.
///
/// Classes take turns, in another order each time, so that every batch holds them as equally as its
/// size allows. Of a class, no example comes twice before all have come once. Batches follow from
/// the seed and the epoch's number alone.
public struct BalancedPlan: BatchPlan {
  /// Examples in a batch; the last of an epoch may have fewer.
  public let batchSize: Int
  /// Examples of an epoch.
  public let count: Int
  /// What the order follows from.
  public let seed: UInt64
  /// The positions of the examples of each class that has some.
  private let members: [[Int]]

  private static let balancing: UInt64 = 0x4241_4C41_4E43_4544

  /// A plan; traps on a batch size below 1 and without examples.
  ///
  /// - Parameters:
  ///   - classes: the class of each example, as ``Dataset/classes()`` says.
  ///   - batchSize: examples in a batch.
  ///   - count: examples of an epoch; nil takes as many as there are.
  ///   - seed: what the order follows from.
  public init(classes: [Int], batchSize: Int, count: Int? = nil, seed: UInt64) {
    require(batchSize > 0, "BalancedPlan: a batch size of \(batchSize), expected above 0")
    require(count ?? 0 >= 0, "BalancedPlan: \(count ?? 0) examples, expected 0 or more")
    require(!classes.isEmpty, "BalancedPlan: no examples")
    require(classes.allSatisfy { $0 >= 0 }, "BalancedPlan: a class below 0")
    var members = [[Int]](repeating: [], count: (classes.max() ?? 0) + 1)
    for (position, label) in classes.enumerated() { members[label].append(position) }
    self.members = members.filter { !$0.isEmpty }
    self.batchSize = batchSize
    self.count = count ?? classes.count
    self.seed = seed
  }

  /// The number of batches, the same in each epoch.
  public func batchCount(epoch: Int) -> Int { (count + batchSize - 1) / batchSize }

  /// The batches of an epoch.
  public func epoch(_ number: Int) -> EpochPlan {
    let generator = RandomGenerator(
      state: RandomGenerator.State(
        seed: seed ^ BalancedPlan.balancing, stream: UInt64(truncatingIfNeeded: number)))
    var decks = members.map { _ in [Int]() }
    var order: [Int] = []
    order.reserveCapacity(count)
    while order.count < count {
      for label in generator.permutation(members.count).prefix(count - order.count) {
        if decks[label].isEmpty { decks[label] = generator.permutation(members[label].count) }
        order.append(members[label][decks[label].removeLast()])
      }
    }
    return EpochPlan(order, batchSize: batchSize)
  }
}
