import Testing

@testable import ApusCore

/// Indices of any of the three types.
func indices(_ values: [Int], _ shape: Shape? = nil, _ dtype: DType = .int64) -> Tensor {
  let shape = shape ?? [values.count]
  switch dtype {
  case .uint8: return Tensor(values.map { UInt8($0) }, shape: shape)
  case .int32: return Tensor(values.map { Int32($0) }, shape: shape)
  default: return Tensor(values.map { Int64($0) }, shape: shape)
  }
}

@Suite struct GatherTests {
  @Test(arguments: DType.allCases) func everyTypeAxisAndIndexType(dtype: DType) {
    let x = numbered([5, 4, 3], dtype)
    let source = ReferenceArray(x)
    for axis in 0..<3 {
      for indexType in [DType.uint8, .int32, .int64] {
        let picked = [2, 0, 1, 2, 2, 0]
        let y = x.gathered(at: indices(picked, [2, 3], indexType), axis: axis)
        var shape = source.shape
        shape.replaceSubrange(axis...axis, with: [2, 3])
        let expected = ReferenceArray(shape) { to in
          var from = to
          from.replaceSubrange(axis...(axis + 1), with: [picked[to[axis] * 3 + to[axis + 1]]])
          return source[from]
        }
        #expect(y.dtype == dtype && expected.equals(y), "\(axis) \(indexType)")
      }
    }
  }

  @Test func scalarsAndEmpty() {
    let x = numbered([4, 2])
    #expect(x.gathered(at: Tensor(3 as Int32)).doubles == [6, 7])
    #expect(x.gathered(at: Tensor(3 as Int32)).shape == [2])
    #expect(x.gathered(at: Tensor([Int64]())).shape == [0, 2])
    #expect(Tensor.zeros([4, 0]).gathered(at: indices([1, 2])).shape == [2, 0])
    #expect(Tensor.zeros([0, 4]).gathered(at: Tensor([Int64]())).shape == [0, 4])
    #expect(x.gathered(at: indices([1, 1]), axis: -1).doubles == [1, 1, 3, 3, 5, 5, 7, 7])
  }

  @Test func manyRows() {
    let x = numbered([1000, 33], .float32)
    let picked = (0..<20000).map { $0 * 7919 % 1000 }
    let y = x.gathered(at: indices(picked, nil, .int32)).floats
    let source = x.floats
    #expect(picked.indices.allSatisfy { y[$0 * 33 + 32] == source[picked[$0] * 33 + 32] })
  }

  @Test func gradients() {
    expectGradients(at: point([4, 2])) { x in
      let y = x.gathered(at: indices([3, 1, 3, 0], [2, 2]))
      return y * y * y
    }
    expectGradients(at: point([2, 4])) { x in
      let y = x.gathered(at: indices([3, 1, 3]), axis: 1)
      return y * y * y
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = numbered([4]).gathered(at: indices([0, 4])) }
    await #expect(processExitsWith: .failure) { _ = numbered([4]).gathered(at: indices([-1])) }
    await #expect(processExitsWith: .failure) {
      _ = numbered([4]).gathered(at: Tensor([1.0] as [Double]))
    }
    await #expect(processExitsWith: .failure) {
      _ = numbered([4]).gathered(at: indices([9, 4], nil, .uint8))
    }
    await #expect(processExitsWith: .failure) {
      _ = numbered([0]).gathered(at: indices([0], nil, .int32))
    }
  }
}
