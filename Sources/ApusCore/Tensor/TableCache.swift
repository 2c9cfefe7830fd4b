import Synchronization

/// Tables that depend on a few numbers only, such as the weights of a resampling: made at the first call that needs
/// them and kept for later ones, of any thread. Where there are too many, the oldest gives way.
package final class TableCache<Key: Hashable & Sendable, Table: Sendable>: Sendable {
  private struct Contents {
    var tables: [Key: Table] = [:]
    /// The keys, the oldest first.
    var order: [Key] = []
  }

  private let capacity: Int
  private let contents = Mutex(Contents())

  /// A cache of at most so many tables.
  package init(capacity: Int) { self.capacity = capacity }

  /// The table of `key`, made by `make` where it is not known.
  package func table(for key: Key, _ make: () -> Table) -> Table {
    if let known = contents.withLock({ $0.tables[key] }) { return known }
    // Not under the lock: two threads may both make it, and one of them is kept.
    let made = make()
    contents.withLock { contents in
      guard contents.tables.updateValue(made, forKey: key) == nil else { return }
      contents.order.append(key)
      if contents.order.count > capacity {
        contents.tables[contents.order.removeFirst()] = nil
      }
    }
    return made
  }
}
