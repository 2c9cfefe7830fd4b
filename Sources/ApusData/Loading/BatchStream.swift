import ApusCore
import Foundation

/// The batches of one epoch, one after another; from ``DataLoader/batches(epoch:from:)``.
///
/// Where the loader prefetches, a thread makes batches ahead of their use. It waits while as many
/// as allowed are ready, and ends when the stream has been read or is let go.
public final class BatchStream {
  /// The number in the epoch of the batch that `next()` gives next.
  public private(set) var position: Int
  /// The number of batches in the whole epoch.
  public let count: Int
  private let loader: DataLoader
  private let epoch: Int
  private let origin: Origin

  private enum Origin {
    case made(onDemand: EpochPlan)
    case prefetched(Queue)
  }

  init(_ loader: DataLoader, epoch: Int, first: Int) {
    self.loader = loader
    self.epoch = epoch
    position = first
    count = loader.plan.batchCount(epoch: epoch)
    require((0...count).contains(first), "batches: no batch \(first) of \(count)")
    if loader.prefetch == 0 {
      origin = .made(onDemand: loader.plan.epoch(epoch))
    } else {
      let queue = Queue(limit: loader.prefetch)
      origin = .prefetched(queue)
      // The thread holds the queue and not the stream, so that letting the stream go ends it.
      let numbers = first..<count
      let thread = Thread {
        let plan = loader.plan.epoch(epoch)
        for number in numbers {
          guard queue.waitForRoom() else { return }
          let result = Result { try loader.dataset.batch(at: plan[number], epoch: epoch) }
          queue.append(result)
          if case .failure = result { return }
        }
      }
      thread.name = "apus loader"
      thread.start()
    }
  }

  deinit {
    if case .prefetched(let queue) = origin { queue.close() }
  }

  /// The next batch; nil after the last.
  ///
  /// - Throws: ``DataError`` where an example cannot be read; the stream has then ended.
  public func next() throws -> Batch? {
    guard position < count else { return nil }
    let number = position
    // After a failure nothing more comes.
    position = count
    let batch =
      switch origin {
      case .made(let plan): try loader.dataset.batch(at: plan[number], epoch: epoch)
      case .prefetched(let queue): try queue.removeFirst().get()
      }
    position = number + 1
    return batch
  }

  /// The most batches that were ready at once so far; 0 without prefetching.
  var mostReady: Int {
    if case .prefetched(let queue) = origin { queue.mostReady } else { 0 }
  }
}

/// Batches on their way from the thread that makes them to the one that uses them.
///
/// Sendable because every access to its variables is between `lock()` and `unlock()`.
private final class Queue: @unchecked Sendable {
  private let condition = NSCondition()
  private let limit: Int
  private var ready: [Result<Batch, any Error>] = []
  private var isClosed = false
  private var most = 0

  init(limit: Int) {
    self.limit = limit
    ready.reserveCapacity(limit)
  }

  /// Waits until fewer than `limit` batches are ready; false where no more are wanted.
  func waitForRoom() -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while ready.count >= limit && !isClosed { condition.wait() }
    return !isClosed
  }

  func append(_ batch: Result<Batch, any Error>) {
    condition.lock()
    if !isClosed { ready.append(batch) }
    most = max(most, ready.count)
    condition.signal()
    condition.unlock()
  }

  func removeFirst() -> Result<Batch, any Error> {
    condition.lock()
    while ready.isEmpty { condition.wait() }
    let batch = ready.removeFirst()
    condition.signal()
    condition.unlock()
    return batch
  }

  func close() {
    condition.lock()
    isClosed = true
    ready = []
    condition.signal()
    condition.unlock()
  }

  var mostReady: Int {
    condition.lock()
    defer { condition.unlock() }
    return most
  }
}
