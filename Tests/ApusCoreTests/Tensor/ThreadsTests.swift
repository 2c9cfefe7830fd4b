import Foundation
import Synchronization
import Testing

@testable import ApusCore

@Suite struct ThreadsTests {
  /// In a process of its own: other tests expect the number to stay as it is.
  @Test func theNumberHoldsForEveryThread() async {
    await #expect(processExitsWith: .success) {
      setThreadCount(3)
      let seen = Mutex(0), done = DispatchSemaphore(value: 0)
      Thread {
        let a = pattern([64, 96]).cast(to: .float32), b = pattern([96, 80], 1).cast(to: .float32)
        _ = matmul(a, b)
        _ = convolution2D(
          pattern([2, 9, 9, 8]).cast(to: .float32), pattern([3, 3, 8, 8]).cast(to: .float32))
        seen.withLock { $0 = threadCount() }
        setThreadCount(2)
        done.signal()
      }.start()
      done.wait()
      #expect(seen.withLock { $0 } == 3)
      #expect(threadCount() == 2)
      setThreadCount(0)
      #expect(threadCount() == 1)
    }
  }
}
