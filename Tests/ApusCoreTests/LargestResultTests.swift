import Testing

@testable import ApusCore

@Suite struct LargestResultTests {
  @Test func tensorsOnTheWayCount() {
    let column = Tensor.meta([1 << 12, 1]), row = Tensor.meta([1, 1 << 13])
    #expect(largestResult { _ = (column + row).sum() } == 1 << 25)
    #expect(largestResult { _ = column.split(into: 4) } == 1 << 10)
    #expect(largestResult {} == 0)
  }

  @Test func nothingIsComputed() {
    let tensor = Tensor.ones([4])
    #expect(largestResult { _ = Tensor.zeros([1 << 30, 4]) * tensor } == 1 << 32)
  }

  @Test func errorsPassThrough() {
    #expect(throws: ShapeError.self) { try largestResult { throw ShapeError("no") } }
  }
}
