import ApusCore
import ApusFiles
import Foundation
import Testing

@testable import ApusData

struct DataLoaderTests {
  /// Examples whose feature and label are their position.
  static func numbers(_ count: Int) -> TensorDataset {
    TensorDataset(
      features: (0..<count).map { Float($0) }, shape: [1], classes: (0..<count).map { Int32($0) })
  }

  /// The labels of each batch from `first` on.
  private func labels(_ loader: DataLoader, epoch: Int = 0, from first: Int = 0) throws -> [[Int32]]
  {
    let stream = loader.batches(epoch: epoch, from: first)
    var batches: [[Int32]] = []
    while let batch = try stream.next() {
      #expect(stream.position == first + batches.count + 1)
      #expect(batch.features.floats == batch.labels.floats)
      batches.append(batch.labels.array(of: Int32.self))
    }
    #expect(try stream.next() == nil)
    return batches
  }

  private func loader(
    _ count: Int = 103, batchSize: Int = 10, seed: UInt64? = 5, dropsLast: Bool = false,
    prefetch: Int? = nil
  ) -> DataLoader {
    DataLoader(
      DataLoaderTests.numbers(count), batchSize: batchSize, shuffleSeed: seed, dropsLast: dropsLast,
      prefetch: prefetch)
  }

  @Test(arguments: [0, 1, 3])
  func everyExampleOnce(prefetch: Int) throws {
    let batches = try labels(loader(prefetch: prefetch))
    #expect(batches.map(\.count) == [Int](repeating: 10, count: 10) + [3])
    #expect(batches.joined().sorted() == Array(0..<103))
    #expect(Array(batches.joined()) != Array(0..<103))
  }

  @Test func withoutASeedTheOrderIsKept() throws {
    #expect(try Array(labels(loader(seed: nil)).joined()) == Array(0..<103))
  }

  @Test func dropLast() throws {
    #expect(try labels(loader(dropsLast: true)).map(\.count) == [Int](repeating: 10, count: 10))
    #expect(try labels(loader(5, dropsLast: true)).isEmpty)
    #expect(try labels(loader(5)).map(\.count) == [5])
    #expect(try labels(loader(0)).isEmpty)
  }

  @Test func theOrderDependsOnSeedAndEpochAlone() throws {
    let first = try labels(loader())
    #expect(try labels(loader()) == first)
    #expect(try labels(loader(prefetch: 2)) == first)
    #expect(try labels(loader(), epoch: 1) != first)
    #expect(try labels(loader(seed: 6)) != first)
    #expect(try Array(labels(loader(batchSize: 7)).joined()) == Array(first.joined()))
    // Fixed for good: another order would make old runs impossible to resume.
    #expect(loader(8, seed: 1).order(epoch: 0) == DataLoaderTests.orderOfEight)
  }

  private static let orderOfEight = [0, 5, 3, 6, 7, 4, 2, 1]

  @Test func ordersAreUniform() {
    // Each of 6 orders of 3 in 6,000 epochs: 1,000 ± 29 expected.
    let loader = loader(3)
    let counts = Dictionary(grouping: 0..<6000, by: { loader.order(epoch: $0) }).mapValues(\.count)
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
  }

  @Test(arguments: [0, 2])
  func startingLaterGivesTheTail(prefetch: Int) throws {
    let all = try labels(loader(prefetch: prefetch), epoch: 4)
    for first in [0, 1, 7, 10, 11] {
      #expect(
        try labels(loader(prefetch: prefetch), epoch: 4, from: first) == Array(all[first...]))
    }
  }

  @Test func noMoreIsMadeAheadThanAllowed() throws {
    let source = CountingDataset()
    let stream = DataLoader(source, batchSize: 1, prefetch: 3).batches(epoch: 0)
    for taken in 1...20 {
      #expect(try stream.next() != nil)
      Thread.sleep(forTimeInterval: 0.005)
      // Three ready and one that was begun before there was room no more.
      #expect(source.made <= taken + 3)
    }
    #expect((1...3).contains(stream.mostReady))
  }

  @Test func nothingRunsOnWhenAStreamIsDropped() throws {
    let source = CountingDataset()
    for _ in 0..<50 {
      let stream = DataLoader(source, batchSize: 1, prefetch: 2).batches(epoch: 0)
      _ = try stream.next()
    }
    Thread.sleep(forTimeInterval: 0.2)
    // One taken, two ready, one begun; an epoch has a thousand.
    #expect(source.made <= 50 * 4)
  }

  @Test(arguments: [0, 2])
  func errorsArriveAndEndTheStream(prefetch: Int) throws {
    let source = CountingDataset(failingAt: 5)
    let stream = DataLoader(source, batchSize: 1, prefetch: prefetch).batches(epoch: 0)
    for _ in 0..<5 { #expect(try stream.next() != nil) }
    #expect(throws: DataError.self) { try stream.next() }
    #expect(try stream.next() == nil)
  }

  /// In a process of its own, where no other test takes memory.
  @Test func steadyStateAsksTheSystemForNoMemory() async {
    await #expect(processExitsWith: .success) {
      let images = ImageDataset(
        pixels: [UInt8](repeating: 1, count: 2000 * 784), shape: [28, 28, 1],
        labels: [Int32](repeating: 0, count: 2000), classNames: ["a"])
      for prefetch in [0, 2] {
        let loader = DataLoader(images, batchSize: 128, shuffleSeed: 0, prefetch: prefetch)
        func epochs(_ numbers: Range<Int>) throws {
          for number in numbers {
            let stream = loader.batches(epoch: number)
            while try stream.next() != nil {}
          }
        }
        try epochs(0..<10)
        let before = MemoryStatistics.current.reservedBytes
        try epochs(10..<60)
        let growth = MemoryStatistics.current.reservedBytes - before
        // A batch more may be on its way now and then; a leak would be 300 MB.
        if growth >= 4 << 20 { fatalError("\(growth) bytes more") }
      }
    }
  }
}

/// Counts the batches that are made of it, and may fail at one.
private final class CountingDataset: Dataset, @unchecked Sendable {
  let count = 1000
  let inputs = [Field(Field.features, [1])]
  let targets = [Field.classes(["a"])]
  private let failing: Int?
  private let lock = NSLock()
  private var batches = 0

  init(failingAt failing: Int? = nil) { self.failing = failing }

  var made: Int { lock.withLock { batches } }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    lock.withLock { batches += 1 }
    if let failing, positions.contains(failing) {
      throw DataError(.corrupt, "example \(failing)", "bad", advice: "none")
    }
    return Batch(
      features: .zeros([positions.count, 1]), labels: .zeros([positions.count], dtype: .int32))
  }

  @Test func judgingTakesFewerLargeExamples() {
    func batchSize(_ shape: Shape, beside size: Int) -> Int {
      let data = TensorDataset(Tensor.zeros(shape.inserting(3, at: 0)), Tensor.zeros([3]))
      return DataLoader.judging(data, besideBatchesOf: size).batchSize
    }
    #expect(batchSize([28, 28, 1], beside: 32) == 128)
    #expect(batchSize([28, 28, 1], beside: 500) == 500)
    #expect(batchSize([64, 64, 3], beside: 32) == 42)
    #expect(batchSize([224, 224, 3], beside: 16) == 16)
  }
}
