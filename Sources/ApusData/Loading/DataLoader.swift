import ApusCore

/// Batches of a data set, epoch by epoch, in an order that its seed determines.
///
/// ```swift
/// let loader = DataLoader(train, batchSize: 128, shuffleSeed: 0)
/// for epoch in 0..<10 {
///   let batches = loader.batches(epoch: epoch)
///   while let batch = try batches.next() { print(model(batch.features), batch.labels) }
/// }
/// ```
///
/// The order of an epoch is a pure function of the seed and the epoch's number, so training that
/// was interrupted continues at `batches(epoch:from:)` as if it had not been.
public struct DataLoader: Sendable {
  /// Where the examples come from.
  public let dataset: any Dataset
  /// Examples in a batch; the last of an epoch may have fewer.
  public let batchSize: Int
  /// What the order depends on; nil leaves examples in the order of the data set.
  public let shuffleSeed: UInt64?
  /// Whether a last batch of fewer examples is left out.
  public let dropsLast: Bool
  /// How many batches are made ahead on a thread of their own; 0 makes them on the caller's.
  public let prefetch: Int

  /// Below this many bytes, making a batch costs less than handing it from thread to thread.
  private static let smallBatch = 1 << 17
  private static let shuffling: UInt64 = 0x5348_5546_464C_4521

  /// A loader of `dataset`; traps on a batch size below 1 or a negative prefetch.
  ///
  /// - Parameters:
  ///   - dataset: where the examples come from.
  ///   - batchSize: examples in a batch.
  ///   - shuffleSeed: what the order depends on; nil keeps the order of the data set.
  ///   - dropsLast: whether a last batch of fewer examples is left out.
  ///   - prefetch: batches made ahead; by default two, or none where they are small.
  public init(
    _ dataset: any Dataset, batchSize: Int, shuffleSeed: UInt64? = nil, dropsLast: Bool = false,
    prefetch: Int? = nil
  ) {
    require(batchSize > 0, "DataLoader: a batch size of \(batchSize), expected above 0")
    require(prefetch ?? 0 >= 0, "DataLoader: prefetch \(prefetch ?? 0), expected 0 or more")
    self.dataset = dataset
    self.batchSize = batchSize
    self.shuffleSeed = shuffleSeed
    self.dropsLast = dropsLast
    let batchBytes = min(batchSize, dataset.count) * dataset.featureShape.elementCount * 4
    self.prefetch = prefetch ?? (batchBytes < DataLoader.smallBatch ? 0 : 2)
  }

  /// The number of batches in an epoch.
  public var batchCount: Int {
    // No sum of count and batch size: both may be as large as Int is.
    dataset.count / batchSize + (dropsLast || dataset.count % batchSize == 0 ? 0 : 1)
  }

  /// The positions of the examples in the order of an epoch: a pure function of seed and epoch.
  public func order(epoch: Int) -> [Int] {
    guard let shuffleSeed else { return Array(0..<dataset.count) }
    // Numbers of its own, not those that weights begin with under the same seed.
    let state = RandomGenerator.State(
      seed: shuffleSeed ^ DataLoader.shuffling, stream: UInt64(truncatingIfNeeded: epoch))
    return RandomGenerator(state: state).permutation(dataset.count)
  }

  /// The batches of an epoch, beginning with number `first`; traps where that is out of range.
  ///
  /// Nothing remains running when the stream is let go before its end.
  public func batches(epoch: Int, from first: Int = 0) -> BatchStream {
    require((0...batchCount).contains(first), "batches: no batch \(first) of \(batchCount)")
    return BatchStream(self, epoch: epoch, first: first)
  }

  /// Makes batch `number` of an epoch with the given order.
  func batch(_ number: Int, of order: [Int], epoch: Int) throws -> Batch {
    let start = number * batchSize
    let positions = order[start..<(start + min(batchSize, order.count - start))]
    return try dataset.batch(at: positions, epoch: epoch)
  }
}
