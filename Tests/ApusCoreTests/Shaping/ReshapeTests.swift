import Testing

@testable import ApusCore

@Suite struct ReshapeTests {
  @Test(arguments: DType.allCases) func sharesMemory(dtype: DType) {
    let x = numbered([2, 3, 4], dtype)
    let y = x.reshaped(to: [6, -1])
    #expect(y.type == TensorType([6, 4], dtype))
    #expect(y.pointer == x.pointer && y.doubles == x.doubles)
  }

  @Test func openExtent() {
    let x = numbered([2, 3, 4])
    #expect(x.reshaped(to: [-1]).shape == [24])
    #expect(x.reshaped(to: [2, -1, 2]).shape == [2, 6, 2])
    #expect(Tensor(1.0 as Double).reshaped(to: [1, -1]).shape == [1, 1])
    #expect(Tensor.zeros([0, 3]).reshaped(to: [-1, 3]).shape == [0, 3])
  }

  @Test func singleAxes() {
    let x = numbered([3, 4])
    #expect(x.expandingDimension(at: 0).shape == [1, 3, 4])
    #expect(x.expandingDimension(at: -1).shape == [3, 4, 1])
    #expect(x.expandingDimension(at: 2).squeezed(axis: -1).shape == [3, 4])
    #expect(numbered([1, 3, 1, 4]).squeezed().shape == [3, 4])
    #expect(Tensor(2.0 as Double).expandingDimension(at: 0).shape == [1])
  }

  @Test func gradients() {
    expectGradients(at: point([2, 3])) { x in
      let y = x.reshaped(to: [3, 2])
      return y * y * y
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = numbered([2, 3]).reshaped(to: [4, 2]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2, 3]).reshaped(to: [-1, 4]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2, 3]).reshaped(to: [-1, -1]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2, 3]).squeezed(axis: 0) }
  }
}
