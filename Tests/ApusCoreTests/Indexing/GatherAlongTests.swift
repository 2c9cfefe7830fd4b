import Testing

@testable import ApusCore

@Suite struct GatherAlongTests {
  @Test(arguments: DType.allCases) func everyTypeAndAxis(dtype: DType) {
    let x = numbered([3, 4, 2], dtype)
    let source = ReferenceArray(x)
    for axis in 0..<3 {
      var shape = source.shape
      shape[axis] = 5
      let picked = ReferenceArray(shape) { to in
        Double((to[0] * 5 + to[1] * 3 + to[2]) % source.shape[axis])
      }
      let at = indices(picked.elements.map { Int($0) }, Shape(shape), .uint8)
      let expected = ReferenceArray(shape) { to in
        var from = to
        from[axis] = Int(picked[to])
        return source[from]
      }
      #expect(expected.equals(x.gathered(alongAxis: axis, at: at)))
      guard dtype != .bool else { continue }
      let values = numbered(Shape(shape), dtype)
      let added = values.scatterAdded(alongAxis: axis, into: source.shape[axis], at: at)
      let given = ReferenceArray(values)
      let sums = ReferenceArray(source.shape) { to in
        (0..<5).reduce(0.0) { sum, j in
          var from = to
          from[axis] = j
          return sum + (Int(picked[from]) == to[axis] ? given[from] : 0)
        }
      }
      #expect(sums.equals(added))
    }
  }

  @Test func empty() {
    let none = Tensor([Int32](), shape: [0, 3])
    #expect(Tensor.zeros([2, 3]).gathered(alongAxis: 0, at: none).shape == [0, 3])
    #expect(Tensor.zeros([0, 3]).scatterAdded(alongAxis: 0, into: 2, at: none).floats.count == 6)
  }

  @Test func gradients() {
    let at = indices([0, 2, 1, 1, 0, 0], [3, 2])
    expectGradients(at: point([3, 2])) { x in
      let y = x.gathered(alongAxis: 0, at: at)
      return y * y * y
    }
    expectGradients(at: point([3, 2])) { x in
      let y = x.scatterAdded(alongAxis: 0, into: 4, at: at)
      return y * y * y
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = numbered([2, 2]).gathered(alongAxis: 0, at: indices([0, 2], [1, 2]))
    }
    await #expect(processExitsWith: .failure) {
      _ = numbered([2, 2]).gathered(alongAxis: 0, at: indices([0, 1, 1], [1, 3]))
    }
  }
}
