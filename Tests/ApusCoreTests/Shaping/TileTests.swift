import Testing

@testable import ApusCore

@Suite struct TileTests {
  @Test(arguments: DType.allCases) func everyType(dtype: DType) {
    let x = numbered([2, 3, 4], dtype)
    let source = ReferenceArray(x)
    for repeats in [[1, 1, 2], [3, 1, 1], [1, 4, 1], [2, 3, 5], [2, 0, 1]] {
      let shape = zip(source.shape, repeats).map { $0 * $1 }
      let expected = ReferenceArray(shape) { to in source[zip(to, source.shape).map { $0 % $1 }] }
      #expect(expected.equals(x.tiled(by: repeats)), "\(repeats)")
    }
    for axis in 0..<3 {
      var shape = source.shape
      shape[axis] *= 3
      let expected = ReferenceArray(shape) { to in
        var from = to
        from[axis] /= 3
        return source[from]
      }
      #expect(expected.equals(x.repeated(3, axis: axis)), "\(axis)")
    }
  }

  @Test func eightAxes() {
    let x = numbered([1, 2, 1, 2, 1, 2, 1, 2], .float32)
    let y = x.tiled(by: [2, 2, 2, 2, 2, 2, 2, 2])
    #expect(y.shape == [2, 4, 2, 4, 2, 4, 2, 4])
    let source = ReferenceArray(x)
    let expected = ReferenceArray(y.shape.array) { source[zip($0, source.shape).map { $0 % $1 }] }
    #expect(expected.equals(y))
  }

  @Test func emptyAndScalar() {
    #expect(Tensor.zeros([0, 2]).tiled(by: [3, 2]).shape == [0, 4])
    #expect(Tensor(1.0 as Double).tiled(by: []).item == 1)
    #expect(Tensor([1.0, 2] as [Double]).repeated(0, axis: 0).shape == [0])
  }

  @Test func gradients() {
    expectGradients(at: point([2, 3])) { x in
      let y = x.tiled(by: [2, 3])
      return y * y * y
    }
    expectGradients(at: point([2, 3])) { x in
      let y = x.repeated(2, axis: 0)
      return y * y * y
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = numbered([2]).tiled(by: [1, 2]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2]).tiled(by: [-1]) }
  }
}
