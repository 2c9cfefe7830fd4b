import Testing

@testable import ApusCore

@Suite struct TransposeTests {
  static func reference(_ x: Tensor, _ axes: [Int]) -> ReferenceArray {
    let source = ReferenceArray(x)
    return ReferenceArray(axes.map { source.shape[$0] }) { to in
      var from = to
      for (position, axis) in axes.enumerated() { from[axis] = to[position] }
      return source[from]
    }
  }

  @Test(arguments: DType.allCases) func everyTypeAndPermutation(dtype: DType) {
    let x = numbered([3, 4, 2, 5], dtype)
    for axes in ReferenceArray.coordinates([4, 4, 4, 4]) where Set(axes).count == 4 {
      let y = x.transposed(axes: axes)
      #expect(y.dtype == dtype && TransposeTests.reference(x, axes).equals(y), "\(axes)")
    }
  }

  @Test(arguments: [[1, 1], [1, 7], [16, 16], [17, 31], [64, 48], [300, 257], [2, 4099]])
  func matrices(extents: [Int]) {
    for dtype in [DType.float32, .uint8, .bfloat16, .float64] {
      let x = numbered(Shape(extents), dtype)
      #expect(TransposeTests.reference(x, [1, 0]).equals(x.transposed()), "\(dtype)")
    }
  }

  @Test func manyMatrices() {
    let x = numbered([5, 40, 33], .float32)
    #expect(TransposeTests.reference(x, [0, 2, 1]).equals(x.transposed(axes: [0, -1, 1])))
    #expect(TransposeTests.reference(x, [2, 0, 1]).equals(x.transposed(axes: [2, 0, 1])))
    #expect(TransposeTests.reference(x, [1, 2, 0]).equals(x.transposed(axes: [1, 2, 0])))
    let y = numbered([7, 20, 30, 3], .float32)
    #expect(TransposeTests.reference(y, [0, 3, 1, 2]).equals(y.transposed(axes: [0, 3, 1, 2])))
  }

  @Test func fromAnUnalignedView() {
    let x = numbered([4, 17, 19], .uint8)[1...][0]
    #expect(TransposeTests.reference(x, [1, 0]).equals(x.transposed()))
  }

  @Test func emptyAndScalar() {
    #expect(Tensor.zeros([0, 3]).transposed().shape == [3, 0])
    #expect(Tensor(2.0 as Double).transposed().item == 2)
    #expect(numbered([4]).transposed().doubles == [0, 1, 2, 3])
    #expect(numbered([3, 2]).swappingAxes(0, -1).shape == [2, 3])
    let column = numbered([1, 5])
    #expect(column.transposed(axes: [1, 0]).pointer == column.pointer)
  }

  @Test func gradients() {
    expectGradients(at: point([2, 3, 2])) { x in
      let y = x.transposed(axes: [2, 0, 1])
      return y * y * y
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = numbered([2, 3]).transposed(axes: [0, 0]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2, 3]).transposed(axes: [0]) }
    await #expect(processExitsWith: .failure) { _ = numbered([2, 3]).transposed(axes: [0, 2]) }
  }
}
