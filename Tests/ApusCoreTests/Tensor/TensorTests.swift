import Testing

@testable import ApusCore

@Suite struct TensorTests {
  @Test func creation() {
    #expect(Tensor([[1, 2], [3, 4]] as [[Float]]).type == TensorType([2, 2], .float32))
    #expect(Tensor(3 as Int32).type == TensorType([], .int32))
    #expect(Tensor([[Double]]()).shape == [0, 0])
    #expect(Tensor.zeros([2, 0]).floats.isEmpty)
    #expect(Tensor.range(1, 2, step: 0.25, dtype: .float64).doubles == [1, 1.25, 1.5, 1.75])
    #expect(Tensor.range(3, 0, step: -1, dtype: .int32).doubles == [3, 2, 1])
    #expect(Tensor.range(3, 3).shape == [0])
    #expect(Tensor.linearSpace(0, 1, count: 5, dtype: .float64).doubles == [0, 0.25, 0.5, 0.75, 1])
    #expect(Tensor.linearSpace(2, 9, count: 1).floats == [2])
    #expect(Tensor.identity(2, dtype: .int64).doubles == [1, 0, 0, 1])
    #expect(Tensor(2.5, dtype: .bfloat16).item == 2.5)
  }

  @Test(arguments: DType.allCases) func fillsEveryType(dtype: DType) {
    #expect(Tensor.ones([3], dtype: dtype).doubles == [1, 1, 1])
    #expect(Tensor.zeros([2], dtype: dtype).onesLike.type == TensorType([2], dtype))
    #expect(numbered([2], dtype).zerosLike.doubles == [0, 0])
  }

  @Test func numbersInRangeFill() {
    #expect(Tensor(255.5, dtype: .uint8).item == 255 && Tensor(-0.5, dtype: .uint8).item == 0)
    #expect(Tensor(-2_147_483_648, dtype: .int32).item == -2_147_483_648)
    #expect(Tensor(.nan, dtype: .bool).item == 1 && Tensor(.infinity, dtype: .float32).item > 1)
  }

  @Test func alignment() {
    for count in [1, 3, 17, 1000, 100_000] {
      #expect(Int(bitPattern: Tensor.zeros([count]).pointer) % 64 == 0)
    }
  }

  @Test func devices() {
    #expect(Device.current == .cpu)
    Device.with(.meta) {
      #expect(Tensor.zeros([2]).device == .meta)
      #expect(Tensor([1.0] as [Double]).device == .cpu)
    }
    #expect(Tensor.meta([2]).zerosLike.device == .meta)
    #expect((Tensor.meta([2, 1]) + Tensor.zeros([3])).type == TensorType([2, 3]))
  }

  @Test func viewsKeepTheirMemory() {
    var part = Tensor.zeros([])
    do {
      let whole = numbered([100, 3])
      part = whole[99]
    }
    _ = (0..<10).map { _ in Tensor.ones([100, 3], dtype: .float64) }
    #expect(part.doubles == [46, 47, 48])
  }

  @Test func anUpdateInPlaceDoesNotReachCopies() {
    let parameter = Parameter(wrappedValue: numbered([4]))
    let copy = parameter.wrappedValue, view = parameter.wrappedValue[1...]
    parameter.mutableAddress.assumingMemoryBound(to: Double.self)[1] = 100
    #expect(copy.doubles == [0, 1, 2, 3] && view.doubles == [1, 2, 3])
    #expect(parameter.wrappedValue.doubles == [0, 100, 2, 3])
    let address = parameter.wrappedValue.pointer
    parameter.mutableAddress.assumingMemoryBound(to: Double.self)[0] = 5
    #expect(parameter.wrappedValue.pointer == address)
  }

  @Test func aParameterMadeOfAViewIsUpdatedAlone() {
    let whole = numbered([4])
    let parameter = Parameter(wrappedValue: whole[2...])
    parameter.mutableAddress.assumingMemoryBound(to: Double.self)[0] = 100
    #expect(whole.doubles == [0, 1, 2, 3] && parameter.wrappedValue.doubles == [100, 3])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0, 2] as [Double], shape: [3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([[1.0], [1, 2]] as [[Double]]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor([1.0] as [Double]).array(of: Float.self)
    }
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0, 2] as [Double]).item }
    await #expect(processExitsWith: .failure) { _ = Tensor.range(0, 1, step: 0) }
    await #expect(processExitsWith: .failure) { _ = Tensor(repeating: .nan, [2], dtype: .int32) }
    await #expect(processExitsWith: .failure) { _ = Tensor(256, dtype: .uint8) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([1], dtype: .int64).filledLike(1e19)
    }
  }
}
