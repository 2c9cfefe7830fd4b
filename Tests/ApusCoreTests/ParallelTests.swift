import ApusCore
import CApusKernels
import Foundation
import Testing

@Suite(.serialized) struct ParallelTests {
  /// Every index is visited once, also where a share is so slow that the other threads take over
  /// its pieces.
  @Test(arguments: [1, 2, 3, 4]) func everyIndexOnce(_ threads: Int) {
    let before = threadCount()
    setThreadCount(threads)
    defer { setThreadCount(before) }
    for count in [1, 2, 3, 7, 16, 100, 1000] {
      for grain in [0, 1, 3, 50, 2000] {
        let visits = UnsafeMutablePointer<Int32>.allocate(capacity: count + 1)
        visits.initialize(repeating: 0, count: count + 1)
        visits[count] = Int32(count)
        apus_parallel(
          Int64(count), Int64(grain),
          { context, begin, end in
            guard let visits = context?.assumingMemoryBound(to: Int32.self) else { return }
            if begin == 0 { usleep(200) }
            for index in begin..<end { visits[Int(index)] += 1 }
          }, visits)
        #expect((0..<count).allSatisfy { visits[$0] == 1 }, "\(count), grain \(grain)")
        visits.deallocate()
      }
    }
  }
}
