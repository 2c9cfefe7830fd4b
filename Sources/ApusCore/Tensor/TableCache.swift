import Synchronization

/// Tables that depend on a few numbers only, such as the weights of a resampling: made at the first
/// call that needs them and kept for later ones, of any thread. Where they are too many or too
/// large, the oldest give way; a table that is too large alone is not kept.
package final class TableCache<Key: Hashable & Sendable, Table: Sendable>: Sendable {
  private struct Contents {
    var tables: [Key: Table] = [:]
    /// The keys and the sizes of their tables, the oldest first.
    var order: [(key: Key, bytes: Int)] = []
    /// The sum of the sizes.
    var bytes = 0
  }

  private let capacity: Int
  private let memory: Int
  private let size: @Sendable (Table) -> Int
  private let contents = Mutex(Contents())

  /// A cache of at most so many tables, of at most `memory` bytes together; `size` tells the bytes
  /// of one.
  package init(
    capacity: Int, memory: Int = 32 << 20, size: @escaping @Sendable (Table) -> Int
  ) {
    self.capacity = capacity
    self.memory = memory
    self.size = size
  }

  /// The table of `key`, made by `make` where it is not known.
  package func table(for key: Key, _ make: () -> Table) -> Table {
    if let known = contents.withLock({ $0.tables[key] }) { return known }
    // Not under the lock: two threads may both make it, and one of them is kept.
    let made = make()
    let bytes = size(made)
    guard bytes <= memory else { return made }
    contents.withLock { contents in
      guard contents.tables.updateValue(made, forKey: key) == nil else { return }
      contents.order.append((key, bytes))
      contents.bytes += bytes
      while contents.order.count > capacity || contents.bytes > memory {
        let oldest = contents.order.removeFirst()
        contents.tables[oldest.key] = nil
        contents.bytes -= oldest.bytes
      }
    }
    return made
  }
}
