import Synchronization
import Testing

@testable import ApusCore

@Suite struct TableCacheTests {
  @Test func tablesAreMadeOnceUntilThereAreTooMany() {
    let cache = TableCache<Int, [Int]>(capacity: 2) { $0.count * 8 }
    var made: [Int] = []
    func table(_ key: Int) -> [Int] {
      cache.table(for: key) {
        made.append(key)
        return [key, key]
      }
    }
    #expect(table(1) == [1, 1] && table(2) == [2, 2] && table(1) == [1, 1])
    #expect(made == [1, 2])
    // The third puts the first out.
    #expect(table(3) == [3, 3] && table(2) == [2, 2] && table(1) == [1, 1])
    #expect(made == [1, 2, 3, 1])
  }

  @Test func tablesGiveWayToLargeOnes() {
    let cache = TableCache<Int, [Int]>(capacity: 100, memory: 80) { $0.count * 8 }
    var made: [Int] = []
    func use(_ sizes: Int...) {
      for size in sizes {
        let table = cache.table(for: size) {
          made.append(size)
          return Array(repeating: size, count: size)
        }
        #expect(table.count == size)
      }
    }
    use(3, 4, 3, 4)
    #expect(made == [3, 4])
    // Ten numbers have room: 4 and 5 stay. Eleven never have.
    use(5, 4, 5, 11, 11, 4, 5, 3)
    #expect(made == [3, 4, 5, 11, 11, 3])
  }

  private final class Count: Sendable {
    let value = Atomic<Int>(0)
  }

  @Test func threadsShareIt() async {
    let cache = TableCache<Int, Int>(capacity: 8) { _ in 8 }
    let made = Count()
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<16 {
        group.addTask {
          (0..<200).allSatisfy { step in
            let key = (step + task) % 4
            return cache.table(for: key) {
              made.value.add(1, ordering: .relaxed)
              return key * key
            } == key * key
          }
        }
      }
      for await agrees in group { #expect(agrees) }
    }
    #expect((4...64).contains(made.value.load(ordering: .relaxed)))
  }

  /// Tables of one call must not serve another: other sizes, other boxes, other places.
  @Test func tablesOfOtherCallsAreNotTaken() {
    let x = pattern([1, 4, 4, 1])
    let small = resize(x, to: [2, 2]), large = pattern([1, 8, 8, 1])
    #expect(resize(x, to: [2, 2]).doubles == small.doubles)
    // Halfway between places 1 and 2, and 5 and 6.
    let middle = large.sliced(axis: 1, from: 1, to: 7).sliced(axis: 2, from: 1, to: 7)
    let means = averagePooling2D(middle, window: (2, 2), strides: (4, 4))
    #expect(relativeError(resize(large, to: [2, 2]).doubles, means.doubles) < 1e-14)
    #expect(resize(x, to: [2, 2], interpolation: .nearest).doubles != small.doubles)
    let boxes = [[0, 0, 0, 2, 2], [0, 1, 1, 4, 4]].map { Tensor([$0.map(Double.init)]) }
    let regions = boxes.map { roiAlign(x, boxes: $0, to: (2, 2)).doubles }
    #expect(regions[0] != regions[1])
    #expect(boxes.map { roiAlign(x, boxes: $0, to: (2, 2)).doubles } == regions)
    #expect(roiAlign(x, boxes: boxes[0], to: (2, 2), aligned: true).doubles != regions[0])
  }
}
