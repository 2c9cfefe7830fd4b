import Testing

@testable import ApusCore

/// Every shaping and indexing operation gives the same type on the meta device as on the CPU.
@Suite struct ShapingMetaTests {
  private func check(
    _ types: [TensorType], sourceLocation: SourceLocation = #_sourceLocation,
    _ function: ([Tensor]) -> [Tensor]
  ) {
    let real = function(types.map { Tensor(uninitialized: $0).zerosLike })
    let meta = function(types.map { Tensor.meta($0.shape, dtype: $0.dtype) })
    #expect(real.map(\.type) == meta.map(\.type), sourceLocation: sourceLocation)
    #expect(meta.allSatisfy { $0.device == .meta }, sourceLocation: sourceLocation)
    #expect(real.allSatisfy { $0.device == .cpu }, sourceLocation: sourceLocation)
  }

  @Test(arguments: DType.allCases) func shaping(dtype: DType) {
    let x = TensorType([4, 1, 6], dtype)
    check([x]) {
      [$0[0].reshaped(to: [-1, 3]), $0[0].squeezed(), $0[0].expandingDimension(at: 1)]
    }
    check([x]) { [$0[0].transposed(), $0[0].transposed(axes: [1, 0, 2])] }
    check([x]) { [$0[0][1], $0[0][..., 1..<4], $0[0].sliced(axis: 2, by: -2), $0[0][.newAxis, 2]] }
    check([x]) { [.concatenated([$0[0], $0[0]], axis: 1), .stacked([$0[0], $0[0]], axis: -1)] }
    check([x]) { $0[0].split(into: 2) + $0[0].split(sizes: [1, 5], axis: 2) }
    for mode in PadTests.modes {
      check([x]) { [$0[0].padded([(1, 0), (0, 2), (3, 3)], mode: mode)] }
    }
    check([x]) { [$0[0].tiled(by: [1, 2, 3]), $0[0].repeated(3, axis: 1)] }
    check([x]) { [$0[0].flipped(axes: [0, 2]), $0[0].rolled(by: 2, axis: 0)] }
  }

  @Test func indexing() {
    let x = TensorType([4, 5], .float32)
    for dtype in [DType.int32, .int64, .uint8] {
      let at = TensorType([2, 3], dtype)
      check([x, at]) { [$0[0].gathered(at: $0[1]), $0[0].gathered(at: $0[1], axis: -1)] }
      check([TensorType([2, 3, 5]), at]) { [$0[0].scatterAdded(into: 7, at: $0[1])] }
      check([TensorType([4, 3]), at]) { [$0[0].gathered(alongAxis: 0, at: $0[1])] }
      check([TensorType([2, 3]), at]) { [$0[0].scatterAdded(alongAxis: 1, into: 9, at: $0[1])] }
      check([at]) { [$0[0].oneHot(depth: 4, dtype: .bool)] }
    }
  }

  @Test func mistakesTrapOnMetaToo() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.concatenated([.meta([2, 3]), .meta([2, 4])])
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.meta([3]).sliced(axis: 0, from: 4) }
    await #expect(processExitsWith: .failure) { _ = Tensor.meta([3]).array(of: Float.self) }
  }
}
