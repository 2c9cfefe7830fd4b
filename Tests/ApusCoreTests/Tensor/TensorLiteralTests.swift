import Testing

@testable import ApusCore

@Suite struct TensorLiteralTests {
  @Test func elementTypesFollowTheLiteral() {
    #expect(Tensor([1, 2, 3]).type == TensorType([3], .int32))
    #expect(Tensor([1.5, 2]).type == TensorType([2], .float32))
    #expect(Tensor([1, .infinity, .nan]).type == TensorType([3], .float32))
    #expect(Tensor([true, false]).type == TensorType([2], .bool))
    #expect(Tensor(0.5).type == TensorType([], .float32) && Tensor(-3).dtype == .int32)
    #expect(Tensor(true).dtype == .bool && Tensor([]).type == TensorType([0], .float32))
    // int64 where a number needs it, every digit kept.
    #expect(Tensor([1, 3_000_000_000]).dtype == .int64)
    #expect(Tensor([9_007_199_254_740_993]).array(of: Int64.self) == [9_007_199_254_740_993])
  }

  @Test func nesting() {
    #expect(Tensor([[1, 2], [3, 4]]).type == TensorType([2, 2], .int32))
    #expect(Tensor([[1, 2], [3, 4]]).doubles == [1, 2, 3, 4])
    #expect(Tensor([[[1.5], [2]], [[3], [4]]]).type == TensorType([2, 2, 1]))
    #expect(Tensor([1, 2, 3, 4], shape: [2, 2]).type == TensorType([2, 2], .int32))
    #expect(Tensor([[], []]).shape == [2, 0])
    let x: Tensor = [[1, 2], [3, 4.5]]
    #expect(x.type == TensorType([2, 2]) && x.doubles == [1, 2, 3, 4.5])
    #expect((x + [1, 1]).doubles == [2, 3, 4, 5.5])
  }

  @Test func variablesKeepTheirType() {
    let doubles = [0.1, 0.2], whole = [1, 2], one = 0.5, singles: [Float] = [1, 2]
    #expect(Tensor(doubles).dtype == .float64 && Tensor(whole).dtype == .int64)
    #expect(Tensor(one).dtype == .float64 && Tensor(singles).dtype == .float32)
    #expect(Tensor([one, 2]).dtype == .float64 && Tensor([[1.0], [one]]).dtype == .float64)
    #expect(Tensor(whole).array(of: Int.self) == whole)
    #expect(Tensor(whole, shape: [2, 1]).array() == [1, 2] as [Int64])
  }

  @Test func elementTypeMayBeNamed() {
    #expect(Tensor([0.1, 0.2], dtype: .float64).doubles == [0.1, 0.2])
    #expect(Tensor([[1, 2]], dtype: .uint8).type == TensorType([1, 2], .uint8))
    #expect(Tensor(0.1, dtype: .float64).item == 0.1 && Tensor(3, dtype: .bool).dtype == .bool)
    #expect(Tensor(one, dtype: .float32).dtype == .float32)
    #expect(Tensor([one, 2], dtype: .float32).dtype == .float32)
  }
  private let one = 0.5

  @Test func literalsIndex() {
    let table = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
    #expect(table.gathered(at: Tensor([2, 0])).floats == [5, 6, 1, 2])
    #expect(table.gathered(at: [2, 0]).floats == [5, 6, 1, 2])
    #expect(Tensor([1, 0]).oneHot(depth: 2).floats == [0, 1, 1, 0])
  }

  @Test func literalsTakeNoPartInTraces() {
    let traced = trace([TensorType([2])]) { [$0[0] + Tensor([1, 2])] }
    #expect(traced.steps.map(\.name) == ["cast", "add"])
  }

  @Test func negativeAxesOfShapes() {
    var shape: Shape = [2, 3, 4]
    #expect(shape[-1] == 4 && shape[-3] == 2)
    shape[-2] = 7
    #expect(shape == [2, 7, 4])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([[1, 2], [3]]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, [2]]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([[1], 2]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, true]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2], shape: [3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([300], dtype: .uint8) }
    await #expect(processExitsWith: .failure) { _ = Shape([2])[-2] }
  }
}
