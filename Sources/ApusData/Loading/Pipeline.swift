import Foundation

/// Work that comes from one place in order and is done on all processors.
enum Pipeline {
  /// The results of `transform` for everything that `produce` gives until it gives nil, in order.
  ///
  /// Each thread in turn takes the next item and transforms it, so no more items than threads are
  /// in memory. `produce` is never called by two threads at once.
  ///
  /// - Throws: the error of the earliest item that failed.
  static func map<Item, Output: Sendable>(
    threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    produce: @escaping () throws -> Item?, transform: @escaping @Sendable (Item) throws -> Output
  ) throws -> [Output] {
    let work = Work(produce: produce, transform: transform)
    DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in
      while work.doNext() {}
    }
    return try work.results()
  }
}

/// Sendable because `produce` and the variables are used only between `lock()` and `unlock()`.
private final class Work<Item, Output: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private let produce: () throws -> Item?
  private let transform: @Sendable (Item) throws -> Output
  private var outputs: [Result<Output, any Error>?] = []
  private var isAtEnd = false

  init(
    produce: @escaping () throws -> Item?, transform: @escaping @Sendable (Item) throws -> Output
  ) {
    self.produce = produce
    self.transform = transform
  }

  /// Does one item; false where there is none left.
  func doNext() -> Bool {
    guard let (index, item) = take() else { return false }
    let output = Result { try transform(item) }
    lock.withLock {
      outputs[index] = output
      if case .failure = output { isAtEnd = true }
    }
    return true
  }

  func results() throws -> [Output] {
    try lock.withLock { try outputs.compactMap { try $0?.get() } }
  }

  private func take() -> (Int, Item)? {
    lock.lock()
    defer { lock.unlock() }
    if isAtEnd { return nil }
    do {
      if let item = try produce() {
        outputs.append(nil)
        return (outputs.count - 1, item)
      }
    } catch {
      outputs.append(.failure(error))
    }
    isAtEnd = true
    return nil
  }
}
