import ApusCore
import Synchronization

extension DataLoader: Sequence {
  /// The batches of an epoch, one after another: of epoch 0 in the first pass, of epoch 1 in the
  /// second, and so on, so that each pass has an order of its own.
  ///
  /// ```
  /// for epoch in 0..<10 {
  ///   for batch in loader { print(batch.features.shape) }
  /// }
  /// ```
  ///
  /// Copies of a loader count their passes together. An example that cannot be read ends the
  /// program with a line that names it; to handle that, or to choose the epoch, use
  /// ``batches(epoch:from:)``.
  public func makeIterator() -> AnyIterator<Batch> {
    let stream = batches(epoch: passes.next())
    return AnyIterator {
      do {
        return try stream.next()
      } catch {
        trap("\(error)")
      }
    }
  }

  /// `batchCount`
  @available(*, unavailable, renamed: "batchCount")
  public var count: Int { fatalError() }
}

/// How often a loader was gone through as a sequence.
final class PassCount: Sendable {
  private let count = Atomic(0)

  /// The number of the next pass, from 0.
  func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}
