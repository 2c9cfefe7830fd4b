import Testing

@testable import ApusCore

@Suite struct SumTests {
  static func plain(_ x: Tensor, _ axes: [Int]) -> [Double] {
    let values = x.doubles
    var kept = x.shape
    for axis in axes { kept[axis] = 1 }
    var result = [Double](repeating: 0, count: kept.elementCount)
    for (position, index) in BroadcastingTests.indices(x.shape).enumerated() {
      var offset = 0
      for axis in 0..<x.rank { offset = offset * kept[axis] + (kept[axis] == 1 ? 0 : index[axis]) }
      result[offset] += values[position]
    }
    return result
  }

  static let cases: [(Shape, [Int])] = [
    ([7], [0]), ([5, 9], [0]), ([5, 9], [1]), ([5, 9], [0, 1]), ([2, 3, 4, 5], [1, 3]),
    ([2, 3, 4, 5], [0, 2]), ([2, 3, 4, 5], [1, 2]), ([200, 10], [0]), ([200, 10], [1]),
    ([3, 70, 33], [1]), ([100, 300], [0]), ([100, 300], [1]), ([2, 600, 40], [1]),
    ([1, 4, 1], [0, 2]),
    ([4, 0, 3], [1]), ([0, 3], [1]), ([3, 50_000], [1]), ([50_000, 3], [0]),
  ]

  @Test(arguments: cases) func agreesWithLoops(_ shape: Shape, _ axes: [Int]) {
    let x = Tensor((0..<shape.elementCount).map { Double(($0 * 29) % 64) }, shape: shape)
    let expected = Self.plain(x, axes)
    var kept = shape
    for axis in axes { kept[axis] = 1 }
    for dtype in DType.allCases {
      // The numbers are whole and small, so every order of adding them is exact; bfloat16 rounds
      // the sum.
      let typed = x.cast(to: dtype)
      let sum = typed.sum(axes: axes, keepDimensions: true)
      #expect(sum.shape == kept)
      #expect(sum.dtype == (dtype == .bool || dtype == .uint8 ? .int64 : dtype))
      switch dtype {
      case .bool: #expect(sum.doubles == Self.plain(typed, axes))
      case .bfloat16:
        #expect(sum.doubles == expected.map { Double(BFloat16(Float($0)).float) })
      default: #expect(sum.doubles == expected)
      }
      let dropped = typed.sum(axes: axes.map { $0 - shape.rank })
      #expect(dropped.rank == shape.rank - axes.count && dropped.doubles == sum.doubles)
    }
  }

  @Test func manyEqualNumbersAddUp() {
    let count = 10_000_000
    let sum = Tensor(repeating: 0.1, [count]).sum().item
    let exact = Double(Float(0.1)) * Double(count)
    #expect(Swift.abs(sum - exact) < 1e-6 * exact)
    let columns = Tensor(repeating: 0.1, [count / 100, 100]).sum(axes: [0]).doubles
    #expect(columns.allSatisfy { Swift.abs($0 - exact / 100) < 1e-6 * exact / 100 })
  }

  @Test func means() {
    let x = Tensor([[1.0, 2, 3], [4, 5, 9]] as [[Double]])
    #expect(x.mean().item == 4)
    #expect(x.mean(axes: [0]).doubles == [2.5, 3.5, 6])
    #expect(x.mean(axis: -1, keepDimensions: true).shape == [2, 1])
    #expect(Tensor([Int32.max, Int32.max]).mean().item == Double(Float(Int32.max)))
    #expect(Tensor([true, false, true, true]).mean().floats == [0.75])
    // bfloat16 rounds once, at the end.
    let half = Tensor((0..<300).map { Double($0 % 7) + 0.3 }, shape: [3, 100]).cast(to: .bfloat16)
    let wide = half.cast(to: .float32)
    #expect(half.mean().dtype == .bfloat16 && half.variance().dtype == .bfloat16)
    #expect(half.mean(axis: 1).doubles == wide.mean(axis: 1).cast(to: .bfloat16).doubles)
    #expect(
      half.variance(axes: [1]).doubles == wide.variance(axes: [1]).cast(to: .bfloat16).doubles)
    let deviation = wide.standardDeviation(axes: [0]).cast(to: .bfloat16)
    #expect(half.standardDeviation(axes: [0]).doubles == deviation.doubles)
    #expect(Tensor([Double]()).mean().item.isNaN && Tensor([Double]()).sum().item == 0)
  }

  @Test func gradients() {
    let x = BroadcastingTests.numbers([2, 3, 2], 4)
    expectGradients(at: [x]) { square($0[0].sum(axes: [1])) }
    expectGradients(at: [x]) { square($0[0].sum(axes: [0, 2], keepDimensions: true)) }
    expectGradients(at: [x]) { square($0[0].mean()) * $0[0] }
  }
}
