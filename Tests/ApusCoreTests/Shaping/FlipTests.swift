import Testing

@testable import ApusCore

@Suite struct FlipTests {
  @Test(arguments: DType.allCases) func everyTypeAndAxes(dtype: DType) {
    let x = numbered([3, 4, 5], dtype)
    let source = ReferenceArray(x)
    for axes in [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [2, 0, 1]] {
      let expected = ReferenceArray(source.shape) { to in
        var from = to
        for axis in axes { from[axis] = source.shape[axis] - 1 - to[axis] }
        return source[from]
      }
      #expect(expected.equals(x.flipped(axes: axes)), "\(axes)")
      #expect(expected.equals(x.flipped(axes: axes.map { $0 - 3 })), "\(axes)")
    }
  }

  @Test(arguments: DType.allCases) func rolls(dtype: DType) {
    let x = numbered([3, 4, 5], dtype)
    let source = ReferenceArray(x)
    for axis in 0..<3 {
      for shift in [-7, -1, 0, 1, 2, 4, 9] {
        let expected = ReferenceArray(source.shape) { to in
          var from = to
          from[axis] = (to[axis] - shift + 10 * source.shape[axis]) % source.shape[axis]
          return source[from]
        }
        #expect(expected.equals(x.rolled(by: shift, axis: axis)), "\(axis) \(shift)")
      }
    }
  }

  @Test func empty() {
    #expect(Tensor.zeros([0, 2]).flipped(axes: [0, 1]).shape == [0, 2])
    #expect(Tensor.zeros([0, 2]).rolled(by: 1, axis: 1).shape == [0, 2])
    #expect(Tensor.zeros([2, 0]).rolled(by: 1, axis: 1).shape == [2, 0])
    #expect(Tensor(1.0 as Double).flipped(axes: []).item == 1)
  }

  @Test func gradients() {
    expectGradients(at: [point([2, 3]), point([2, 3])]) { x in
      let y = x[0].flipped(axes: [1]) * x[1].rolled(by: 2, axis: 1)
      return y * y * x[0].flipped(axes: [0, 1])
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = numbered([2, 2]).flipped(axes: [1, -1]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2, 2]).rolled(by: 1, axis: 2) }
  }
}
