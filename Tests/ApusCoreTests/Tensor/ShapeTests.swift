import Testing

@testable import ApusCore

@Suite struct ShapeTests {
  @Test func counts() {
    #expect(Shape().elementCount == 1 && Shape().rank == 0)
    #expect(Shape([2, 3, 4]).elementCount == 24)
    #expect(Shape([2, 0, 4]).elementCount == 0)
    #expect(Shape([2, 3, 4]).strides == [12, 4, 1])
    #expect(Shape([2, 3, 4]).description == "[2, 3, 4]")
    #expect(Shape([1, 2, 3, 4, 5, 6, 7, 8]).array == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func equalityAndHashing() {
    #expect(Shape([2, 3]) != Shape([2, 3, 0]) && Shape([2, 3]) != Shape([3, 2]))
    // What lies beyond the rank takes no part.
    let shorter = Shape([2, 3]).removing(1), changed = Shape([2, 3].prefix(1))
    #expect(Set<Shape>([shorter, changed, [2]]).count == 1)
  }

  @Test func axes() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.axis(-1, in: "test") == 2 && shape.axis(0, in: "test") == 0)
    #expect(shape.removing(1) == [2, 4] && shape.inserting(7, at: 3) == [2, 3, 4, 7])
    #expect(shape.inserting(7, at: 0) == [7, 2, 3, 4])
  }

  @Test func broadcasting() {
    #expect(Shape([2, 1, 4]).broadcast(with: [3, 1]) == [2, 3, 4])
    #expect(Shape().broadcast(with: [3]) == [3])
    #expect(Shape([0]).broadcast(with: [1]) == [0])
    #expect(Shape([0]).broadcast(with: [2]) == nil)
    #expect(Shape([2, 3]).broadcast(with: [2]) == nil)
    #expect(Shape().broadcast(with: []) == [])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Shape([1, 1, 1, 1, 1, 1, 1, 1, 1]) }
    await #expect(processExitsWith: .failure) { _ = Shape([2, -1]) }
    await #expect(processExitsWith: .failure) { _ = Shape([2]).axis(1, in: "test") }
    await #expect(processExitsWith: .failure) { _ = Shape([2])[1] }
    await #expect(processExitsWith: .failure) { _ = Shape([1 << 40, 1 << 40]).elementCount }
  }
}
