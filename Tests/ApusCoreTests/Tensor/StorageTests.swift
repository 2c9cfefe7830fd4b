import CApusKernels
import Foundation
import Testing

@testable import ApusCore

/// A block of memory on its way between threads.
private struct Block: @unchecked Sendable {
  let memory: UnsafeMutableRawPointer
  let byteCount: Int
}

private func pause(_ seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

/// What looks at the figures runs in a process of its own, because they are the whole process'.
@Suite(.serialized) struct StorageTests {
  @Test func classesHoldWhatTheyPromise() {
    var bytes = 1
    while bytes < 1 << 40 {
      for size in [bytes - 1, bytes, bytes + 1, bytes + bytes / 3] {
        let block = apus_block_size(size)
        #expect(block >= size && block % 64 == 0)
        #expect(block <= max(64, size + size / 4 + 64), "\(size)")
      }
      bytes *= 2
    }
    #expect(apus_allocate(1 << 60) == nil)
  }

  @Test func freedMemoryIsUsedAgain() {
    let bytes = 123_457
    guard let first = apus_allocate(bytes) else {
      Issue.record("no memory")
      return
    }
    apus_deallocate(first, bytes)
    let second = apus_allocate(bytes)
    #expect(first == second)
    apus_deallocate(second, bytes)
  }

  @Test func aSteadyLoopAsksTheSystemForNothing() async {
    // In a process of its own: other tests allocate at the same time.
    await #expect(processExitsWith: .success) {
      let weight = Tensor((0..<64 * 64).map { Float($0 % 13) / 13 }, shape: [64, 64])
      func step() -> Tensor {
        gradient(at: weight) { weight in
          let rows = weight.transposed().sliced(axis: 0, by: 2)
          let picked: Tensor = rows.gathered(at: Tensor([3, 1, 3] as [Int32]))
          return (picked * picked).padded([(1, 1), (0, 0)]).sum()
        }
      }
      for _ in 0..<5 { _ = step() }
      let before = MemoryStatistics.current
      for _ in 0..<200 { _ = step() }
      let after = MemoryStatistics.current
      precondition(before.systemAllocations == after.systemAllocations)
      precondition(before.usedBytes == after.usedBytes, "memory was lost")
    }
  }

  @Test func blocksFreedOnAnotherThreadComeBack() async {
    await #expect(processExitsWith: .success) {
      let bytes = 3 << 20
      func round() {
        // Made here, freed there: beyond its share of 8 MB the other thread passes them on, the
        // rest at its end.
        let blocks = (0..<6).compactMap { _ in
          apus_allocate(bytes).map { Block(memory: $0, byteCount: bytes) }
        }
        precondition(blocks.count == 6)
        let done = DispatchSemaphore(value: 0)
        Thread {
          for block in blocks { apus_deallocate(block.memory, block.byteCount) }
          done.signal()
        }.start()
        done.wait()
      }
      for _ in 0..<4 { round() }
      pause(0.1)
      let before = MemoryStatistics.current
      for _ in 0..<20 {
        round()
        pause(0.01)
      }
      let asked = MemoryStatistics.current.systemAllocations - before.systemAllocations
      precondition(asked <= 4, "\(asked) blocks were asked of the system")
      precondition(MemoryStatistics.current.usedBytes == before.usedBytes)
    }
  }

  @Test func trimGivesMemoryBack() async {
    await #expect(processExitsWith: .success) {
      do { _ = Tensor.zeros([1 << 22]) }
      precondition(MemoryStatistics.current.reservedBytes >= 1 << 24)
      MemoryStatistics.trim()
      precondition(
        MemoryStatistics.current.reservedBytes - MemoryStatistics.current.usedBytes < 1 << 20)
      // And all works as before.
      precondition(Tensor.ones([1 << 20]).floats[12345] == 1)
    }
  }

  @Test func manyThreadsDoNotMixBlocks() async {
    // Each task marks its blocks, hands some to others, and finds the marks untouched.
    let results = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          var random = UInt64(task + 1)
          var held: [(Tensor, Int64)] = []
          for round in 0..<3000 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let count = Int(random >> 33) % 3000
            let mark = Int64(task * 1_000_000 + round)
            held.append((Tensor(repeating: Double(mark), [count], dtype: .int64), mark))
            if held.count > 20 {
              let (tensor, mark) = held.remove(at: Int(random >> 40) % held.count)
              let isWhole = tensor.withElements(of: Int64.self) { $0.allSatisfy { $0 == mark } }
              if !isWhole { return false }
            }
            if round % 64 == 0 { await Task.yield() }  // may go on on another thread
          }
          return true
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(results == Array(repeating: true, count: 8))
  }

  @Test func threadsThatEndLeaveTheirMemory() async {
    await #expect(processExitsWith: .success) {
      func round() {
        let done = DispatchSemaphore(value: 0)
        Thread {
          _ = (0..<4).map { _ in Tensor.zeros([1 << 18]) }
          done.signal()
        }.start()
        done.wait()
        pause(0.02)
      }
      for _ in 0..<3 { round() }
      let before = MemoryStatistics.current.systemAllocations
      for _ in 0..<10 { round() }
      precondition(MemoryStatistics.current.systemAllocations - before <= 4)
    }
  }
}
