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
/// Which examples a batch holds is a pure function of the plan and the epoch's number, so training
/// that was interrupted continues at `batches(epoch:from:)` as if it had not been.
public struct DataLoader: Sendable {
  /// Where the examples come from.
  public let dataset: any Dataset
  /// Which of them each batch holds.
  public let plan: any BatchPlan
  /// How many batches are made ahead on a thread of their own; 0 makes them on the caller's.
  public let prefetch: Int
  /// The passes of `for batch in loader`.
  let passes = PassCount()

  /// Below this many bytes, making a batch costs less than handing it from thread to thread.
  private static let smallBatch = 1 << 17

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
    self.init(
      dataset,
      plan: ShuffledPlan(
        count: dataset.count, batchSize: batchSize, seed: shuffleSeed, dropsLast: dropsLast),
      prefetch: prefetch)
  }

  /// A loader whose batches `plan` chooses.
  public init(_ dataset: any Dataset, plan: any BatchPlan, prefetch: Int? = nil) {
    require(prefetch ?? 0 >= 0, "DataLoader: prefetch \(prefetch ?? 0), expected 0 or more")
    self.dataset = dataset
    self.plan = plan
    let batchBytes = Swift.min(plan.batchSize, dataset.count) * dataset.bytesPerExample
    self.prefetch = prefetch ?? (batchBytes < DataLoader.smallBatch ? 0 : 2)
  }

  /// The loader of held-out examples beside training in batches of `batchSize`: 128 at a time,
  /// which is faster than fewer, or as many as make 2 MiB, but never fewer than training takes. So
  /// judging large images needs no more memory than training on them.
  package static func judging(_ dataset: any Dataset, besideBatchesOf batchSize: Int) -> DataLoader
  {
    let fitting = (2 << 20) / Swift.max(1, dataset.bytesPerExample)
    return DataLoader(dataset, batchSize: Swift.max(batchSize, Swift.min(128, fitting)))
  }

  /// The most examples in a batch.
  public var batchSize: Int { plan.batchSize }

  /// The number of batches in epoch 0; most plans have as many in each.
  public var batchCount: Int { plan.batchCount(epoch: 0) }

  /// The positions of the examples in the order of an epoch: a pure function of plan and epoch.
  public func order(epoch: Int) -> [Int] { plan.epoch(epoch).order }

  /// The batches of an epoch, beginning with number `first`; traps where that is out of range.
  ///
  /// Nothing remains running when the stream is let go before its end.
  public func batches(epoch: Int, from first: Int = 0) -> BatchStream {
    BatchStream(self, epoch: epoch, first: first)
  }
}

extension Dataset {
  /// About how many bytes the inputs of an example take. An extent that varies may be long.
  fileprivate var bytesPerExample: Int {
    inputs.reduce(0) { $0 + $1.extents.reduce(4) { $0 * ($1 ?? 128) } }
  }
}
