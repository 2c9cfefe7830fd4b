import ApusCore
import Foundation
import Synchronization

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

extension Pipeline {
  /// Calls `body` with 0..<count, on so many threads, each number once.
  ///
  /// - Throws: the error of the least number that failed; those after it may not have been done.
  static func forEach(
    _ count: Int, threads: Int = threadCount(), _ body: @Sendable (Int) throws -> Void
  ) throws {
    let failure = Mutex<(index: Int, error: any Error)?>(nil)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count, failure.withLock({ $0 == nil }) else { return }
        do {
          try body(index)
        } catch {
          failure.withLock { if index < $0?.index ?? .max { $0 = (index, error) } }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }

  /// What `body` makes of 0..<count, in order, on so many threads.
  ///
  /// - Parameter progress: told from time to time, from any thread, how many of how many are done.
  static func mapEach<Output: Sendable>(
    _ count: Int, threads: Int = threadCount(),
    progress: @Sendable (_ done: Int, _ count: Int) -> Void = { _, _ in },
    _ body: @Sendable (Int) throws -> Output
  ) throws -> [Output] {
    // By groups, so that locks cost nothing.
    let groupSize = 64
    let groups = Mutex([[Output]](repeating: [], count: (count + groupSize - 1) / groupSize))
    let done = Atomic(0)
    try forEach((count + groupSize - 1) / groupSize, threads: threads) { group in
      let range = group * groupSize..<min(count, (group + 1) * groupSize)
      let outputs = try range.map(body)
      groups.withLock { $0[group] = outputs }
      progress(done.wrappingAdd(range.count, ordering: .relaxed).newValue, count)
    }
    return groups.withLock { $0.flatMap { $0 } }
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

  /// Does one item; false if none is left.
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
