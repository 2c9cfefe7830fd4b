import Testing

@testable import ApusCore

@Suite struct OneHotTests {
  @Test(arguments: DType.allCases) func everyType(dtype: DType) {
    for indexType in [DType.uint8, .int32, .int64] {
      let y = indices([2, 0, 1, 2], [2, 2], indexType).oneHot(depth: 3, dtype: dtype)
      #expect(y.type == TensorType([2, 2, 3], dtype))
      #expect(y.doubles == [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1])
    }
  }

  @Test func emptyAndScalar() {
    #expect(Tensor([Int32]()).oneHot(depth: 4).shape == [0, 4])
    #expect(Tensor(1 as Int32).oneHot(depth: 2).floats == [0, 1])
    #expect(Tensor([Int32]()).oneHot(depth: 0).shape == [0, 0])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = indices([0, 3]).oneHot(depth: 3) }
    await #expect(processExitsWith: .failure) { _ = indices([-1]).oneHot(depth: 3) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0] as [Double]).oneHot(depth: 3) }
  }
}
