import ApusCore

/// Which examples each batch of an epoch holds: a pure function of the epoch's number, so that
/// training that was interrupted goes on as if it had not been.
///
/// A plan of one's own draws, weighs, balances or groups examples as it likes; it never reads them.
public protocol BatchPlan: Sendable {
  /// The batches of an epoch.
  func epoch(_ number: Int) -> EpochPlan
  /// How many batches an epoch has.
  func batchCount(epoch: Int) -> Int
  /// How many batches every epoch has; nil where epochs differ.
  var batchesPerEpoch: Int? { get }
  /// The most examples that a batch has.
  var batchSize: Int { get }
  /// The same plan with batches of another size; nil, as by default, where it has only its own.
  func withBatchSize(_ size: Int) -> (any BatchPlan)?
}

extension BatchPlan {
  /// Nil: epochs may differ.
  public var batchesPerEpoch: Int? { nil }
  /// Nil.
  public func withBatchSize(_ size: Int) -> (any BatchPlan)? { nil }
  /// Counts the epoch's batches.
  public func batchCount(epoch: Int) -> Int { self.epoch(epoch).count }
}

/// The batches of one epoch, as positions in a data set.
public struct EpochPlan: Sendable {
  /// The positions of all batches, one batch after another.
  public let order: [Int]
  /// Where each batch begins in the order, and at the end where the last one ends.
  private let bounds: Bounds

  private enum Bounds: Sendable {
    case even(size: Int, count: Int)
    case uneven([Int])
  }

  /// Batches of `batchSize` examples in this order; the last has what is left, or is left out.
  public init(_ order: [Int], batchSize: Int, dropsLast: Bool = false) {
    self.order = order
    let whole = order.count / batchSize
    let count = whole + (dropsLast || order.count % batchSize == 0 ? 0 : 1)
    bounds = .even(size: batchSize, count: count)
  }

  /// These batches; traps on an empty one.
  public init(batches: [[Int]]) {
    require(batches.allSatisfy { !$0.isEmpty }, "EpochPlan: a batch without examples")
    order = batches.flatMap { $0 }
    var bounds = [0]
    for batch in batches { bounds.append((bounds.last ?? 0) + batch.count) }
    self.bounds = .uneven(bounds)
  }

  /// The number of batches.
  public var count: Int {
    switch bounds {
    case .even(_, let count): count
    case .uneven(let bounds): bounds.count - 1
    }
  }

  /// The positions of the examples of a batch.
  public subscript(batch: Int) -> ArraySlice<Int> {
    switch bounds {
    case .even(let size, _):
      let start = batch * size
      return order[start..<(start + min(size, order.count - start))]
    case .uneven(let bounds): return order[bounds[batch]..<bounds[batch + 1]]
    }
  }
}

/// All examples once an epoch, shuffled by a seed or in the order of the data set.
public struct ShuffledPlan: BatchPlan {
  /// The number of examples.
  public let count: Int
  /// Examples in a batch; the last of an epoch may have fewer.
  public let batchSize: Int
  /// What the order depends on; nil keeps the order of the data set.
  public let seed: UInt64?
  /// Whether a last batch of fewer examples is left out.
  public let dropsLast: Bool

  private static let shuffling: UInt64 = 0x5348_5546_464C_4521

  /// A plan for `count` examples; traps on a batch size below 1.
  public init(count: Int, batchSize: Int, seed: UInt64? = nil, dropsLast: Bool = false) {
    require(batchSize > 0, "DataLoader: a batch size of \(batchSize), expected above 0")
    self.count = count
    self.batchSize = batchSize
    self.seed = seed
    self.dropsLast = dropsLast
  }

  /// The number of batches, the same in each epoch.
  public func batchCount(epoch: Int) -> Int { batches }
  /// The number of batches.
  public var batchesPerEpoch: Int? { batches }

  private var batches: Int {
    // No sum of count and batch size: both may be as large as Int is.
    count / batchSize + (dropsLast || count % batchSize == 0 ? 0 : 1)
  }

  /// The same order in batches of another size; traps on one below 1.
  public func withBatchSize(_ size: Int) -> (any BatchPlan)? {
    ShuffledPlan(count: count, batchSize: size, seed: seed, dropsLast: dropsLast)
  }

  /// The batches of an epoch.
  public func epoch(_ number: Int) -> EpochPlan {
    EpochPlan(
      Self.order(count, seed: seed, epoch: number), batchSize: batchSize, dropsLast: dropsLast)
  }

  /// The numbers below `count` in the order of an epoch.
  static func order(_ count: Int, seed: UInt64?, epoch: Int) -> [Int] {
    guard let seed else { return Array(0..<count) }
    // Numbers of its own, not those that weights begin with under the same seed.
    let state = RandomGenerator.State(
      seed: seed ^ shuffling, stream: UInt64(truncatingIfNeeded: epoch))
    return RandomGenerator(state: state).permutation(count)
  }
}
