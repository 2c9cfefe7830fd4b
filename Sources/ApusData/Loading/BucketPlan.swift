import ApusCore

/// Batches of examples of similar length, so that little of a batch is padding.
///
/// Examples are shuffled, sorted by length within windows of some batches, cut into batches, and
/// the batches shuffled. Sizes are limited by a number of examples, or by the longest length times
/// the number: a budget of tokens. No example is read. Batches follow from the seed and the epoch's
/// number alone.
///
/// ```swift
/// let lengths = (0..<train.count).map { train.length(at: $0) ?? 1 }
/// let plan = BucketPlan(lengths: lengths, batchSize: 64, mostTokens: 4096, seed: 0)
/// let loader = DataLoader(train, plan: plan)
/// ```
public struct BucketPlan: BatchPlan {
  /// The most examples in a batch.
  public let batchSize: Int
  /// The most tokens in a batch, padding included; nil for any number. A single example may have
  /// more.
  public let mostTokens: Int?
  /// What the order follows from; nil sorts all examples by length and shuffles nothing.
  public let seed: UInt64?
  private let lengths: [Int]
  private let window: Int

  /// A plan; traps on a batch size, a number of tokens or a window below 1, and on a negative
  /// length.
  ///
  /// - Parameters:
  ///   - lengths: how long each example is.
  ///   - batchSize: the most examples in a batch.
  ///   - mostTokens: the most tokens in a batch, padding included.
  ///   - window: how many batches' worth of examples are sorted together: more of them pad less and
  ///     shuffle less.
  ///   - seed: what the order follows from.
  public init(
    lengths: [Int], batchSize: Int, mostTokens: Int? = nil, window: Int = 100, seed: UInt64?
  ) {
    require(batchSize > 0, "BucketPlan: a batch size of \(batchSize), expected above 0")
    require(mostTokens ?? 1 > 0, "BucketPlan: \(mostTokens ?? 0) tokens, expected above 0")
    require(window > 0, "BucketPlan: a window of \(window) batches, expected above 0")
    require(lengths.allSatisfy { $0 >= 0 }, "BucketPlan: a length below 0")
    self.lengths = lengths
    self.batchSize = batchSize
    self.mostTokens = mostTokens
    self.window = window
    self.seed = seed
  }

  /// The batches of an epoch; with a budget of tokens their number may differ from epoch to epoch.
  public func epoch(_ number: Int) -> EpochPlan {
    let order = ShuffledPlan.order(lengths.count, seed: seed, epoch: number)
    let size =
      seed == nil ? order.count : batchSize.multipliedReportingOverflow(by: window).partialValue
    var batches: [[Int]] = []
    for start in stride(from: 0, to: order.count, by: max(size, 1)) {
      let part = order[start..<min(order.count, start + size)]
      // Equally long ones stay as they were shuffled.
      let sorted = part.enumerated().sorted {
        (lengths[$0.element], $0.offset) < (lengths[$1.element], $1.offset)
      }
      cut(sorted.map(\.element), into: &batches)
    }
    guard seed != nil else { return EpochPlan(batches: batches) }
    let places = ShuffledPlan.order(
      batches.count, seed: seed.map { $0 ^ 0x4255_434B_4554_5321 }, epoch: number)
    return EpochPlan(batches: places.map { batches[$0] })
  }

  private func cut(_ sorted: [Int], into batches: inout [[Int]]) {
    var batch: [Int] = []
    for position in sorted {
      // The last is the longest.
      let tokens = (batch.count + 1) * lengths[position]
      if batch.count == batchSize || !batch.isEmpty && tokens > mostTokens ?? .max {
        batches.append(batch)
        batch = []
      }
      batch.append(position)
    }
    if !batch.isEmpty { batches.append(batch) }
  }
}
