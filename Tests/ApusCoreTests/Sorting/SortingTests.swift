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
      #expect(values.doubles == x.gathered(alongAxis: 1, at: indices).doubles)
    }
    #expect(Tensor([1.0, 3, 2] as [Double]).topK(2).values.doubles == [3, 2])
  }

  @Test func notANumberIsTheGreatest() {
    let x = Tensor([Float.nan, 1, .infinity, .nan, -1])
    #expect(x.argsort().doubles == [4, 1, 2, 0, 3])
    #expect(x.argsort(descending: true).doubles == [0, 3, 2, 1, 4])
    #expect(x.topK(3).indices.doubles == [0, 3, 2])
  }

  @Test func gradients() {
    let x = Tensor.randomNormal([2, 5, 3], dtype: .float64, generator: generator)
    for axis in 0..<3 {
      expectGradients(at: [x]) {
        let sorted = $0[0].sorted(axis: axis, descending: true)
        return sorted * sorted * $0[0]
      }
      expectGradients(at: [x]) {
        let values = $0[0].topK(2, axis: axis).values
        return values * values
      }
    }
  }

  @Test func tooManyTrap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0, 2] as [Double]).topK(3) }
  }

  @Test func golden() throws {
    for golden in try GoldenCase.read("primitives", kinds: ["sort"]) {
      let axis = golden.integer("axis"), descending = golden.flag("descending")
      golden.check {
        [
          $0[0].sorted(axis: axis, descending: descending),
          $0[0].argsort(axis: axis, descending: descending),
        ]
      }
    }
    for golden in try GoldenCase.read("primitives", kinds: ["topK"]) {
      golden.check {
        let (values, indices) = $0[0].topK(golden.integer("k"))
        return [values, indices]
      }
    }
  }

  @Test func brainFloatsDifferentiateToo() {
    let x = Tensor([1.0, 3, 2] as [Double]).cast(to: .bfloat16)
    #expect(gradient(at: x) { $0.topK(2).values.sum() }.doubles == [0, 1, 1])
  }
}
