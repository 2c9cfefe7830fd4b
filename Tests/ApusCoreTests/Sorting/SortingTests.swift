import Testing

@testable import ApusCore

@Suite struct SortingTests {
  private let generator = RandomGenerator(seed: 81)

  @Test(arguments: DType.allCases) func linesAreSortedStably(_ dtype: DType) {
    for shape in [[1], [9], [300], [4, 33], [33, 4], [2, 50, 3], [0, 3]] as [Shape] {
      let x = Tensor.randomIntegers(
        shape, below: dtype == .bool ? 2 : 12, dtype: dtype == .bool ? .uint8 : dtype,
        generator: generator
      ).cast(to: dtype)
      let elements = x.doubles
      for axis in 0..<shape.rank {
        let split = AxisSplit(shape, axis: axis)
        for descending in [false, true] {
          let values = x.sorted(axis: axis, descending: descending)
          let order = x.argsort(axis: axis, descending: descending)
          #expect(values.type == x.type && order.type == TensorType(shape, .int32))
          let sorted = values.doubles, places = order.doubles.map { Int($0) }
          for line in 0..<(split.outer * split.inner) {
            let start = line / split.inner * split.count * split.inner + line % split.inner
            let column = (0..<split.count).map { elements[start + $0 * split.inner] }
            let expected = column.indices.sorted { a, b in
              column[a] == column[b]
                ? a < b : descending ? column[a] > column[b] : column[a] < column[b]
            }
            #expect((0..<split.count).map { places[start + $0 * split.inner] } == expected)
            #expect(
              (0..<split.count).map { sorted[start + $0 * split.inner] }
                == expected.map { column[$0] })
          }
        }
      }
    }
  }

  @Test func theGreatestComeWithTheirPlaces() {
    let x = Tensor.randomIntegers([3, 200, 2], below: 40, dtype: .float32, generator: generator)
    let order = x.argsort(axis: 1, descending: true)
    for k in [0, 1, 5, 64, 65, 200] {
      let (values, indices) = x.topK(k, axis: 1)
      #expect(values.shape == [3, k, 2] && indices.dtype == .int32)
      #expect(indices.doubles == order.sliced(axis: 1, from: 0, to: k).doubles)
      #expect(values.doubles == x.takenAlong(1, at: indices).doubles)
    }
    #expect(Tensor([1.0, 3, 2]).topK(2).values.doubles == [3, 2])
  }

  @Test func notANumberIsTheGreatest() {
    let x = Tensor([Float.nan, 1, .infinity, .nan, -1])
    #expect(x.argsort().doubles == [4, 1, 2, 0, 3])
    #expect(x.argsort(descending: true).doubles == [0, 3, 2, 1, 4])
    #expect(x.topK(3).indices.doubles == [0, 3, 2])
  }

  @Test func elementsArePickedLineByLine() {
    let x = Tensor([[1.0, 2, 3], [4, 5, 6]])
    #expect(x.takenAlong(1, at: Tensor([[2, 0], [1, 1]] as [[Int64]])).doubles == [3, 1, 5, 5])
    #expect(x.takenAlong(0, at: Tensor([[1, 0, 1]] as [[Int32]])).doubles == [4, 2, 6])
  }

  @Test func aWrongIndexTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor([1.0, 2]).takenAlong(0, at: Tensor([Int32(2)]))
    }
  }

  @Test func gradients() {
    let x = Tensor.randomNormal([2, 5, 3], dtype: .float64, generator: generator)
    for axis in 0..<3 {
      checkGradients(at: [x]) {
        let sorted = $0[0].sorted(axis: axis, descending: true)
        return sorted * sorted * $0[0]
      }
      checkGradients(at: [x]) {
        let values = $0[0].topK(2, axis: axis).values
        return values * values
      }
    }
    let indices = Tensor([[0, 0, 2], [1, 1, 1]] as [[Int32]])
    checkGradients(at: [Tensor([[0.5, 1, 2], [3, -1, 0.2]])]) {
      let taken = $0[0].takenAlong(1, at: indices)
      return taken * taken
    }
  }

  @Test func brainFloatsDifferentiateToo() {
    let x = Tensor([1.0, 3, 2]).cast(to: .bfloat16)
    #expect(gradient(at: x) { $0.topK(2).values.sum() }.doubles == [0, 1, 1])
  }
}
