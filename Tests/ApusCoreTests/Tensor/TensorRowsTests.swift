import Testing

@testable import ApusCore

@Suite struct TensorRowsTests {
  @Test func rowsOneAfterAnother() {
    var sums: [Double] = []
    for row in Tensor([[1, 2], [3, 4], [5, 6]]) { sums.append(row.sum().item) }
    #expect(sums == [3, 7, 11])
    #expect(Tensor([1.0, 2]).map(\.item) == [1, 2])
    #expect(Tensor.zeros([0, 3]).map(\.shape).isEmpty)
    #expect(zip(Tensor([1, 2]), Tensor([3, 4])).map { ($0 * $1).item } == [3, 8])
    // What reductions are called stays theirs.
    let x = Tensor([[1, 2], [3, 4]])
    #expect(x.max().item == 4 && x.sorted(axis: 0, descending: true).doubles == [3, 4, 1, 2])
  }

  @Test func gradientsFlow() {
    let slope = gradient(at: Tensor([[1.0, 2], [3, 4]])) { x in
      x.enumerated().reduce(Tensor(0.0)) { $0 + $1.element.sum() * Double($1.offset) }
    }
    #expect(slope.floats == [0, 0, 1, 1])
  }

  @Test func scalarsTrap() async {
    await #expect(processExitsWith: .failure) { for _ in Tensor(1.0) {} }
  }
}
