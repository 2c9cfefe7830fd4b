import Synchronization

/// What a program adds to one of the library's lists, such as callbacks of its own.
///
/// Set before anything is looked up in the list; a program does so once, at its beginning.
package final class Additions<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  /// Nothing is added yet.
  package init() {}

  /// What was added.
  package var all: [Element] { elements.withLock { $0 } }

  /// Makes these what was added.
  package func set(_ added: [Element]) { elements.withLock { $0 = added } }
}
