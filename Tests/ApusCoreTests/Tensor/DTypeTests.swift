import Testing

@testable import ApusCore

@Suite struct DTypeTests {
  @Test func sizesAndKinds() {
    #expect(DType.allCases.map(\.byteCount) == [4, 8, 2, 4, 8, 1, 1])
    #expect(DType.allCases.filter(\.isFloatingPoint) == [.float32, .float64, .bfloat16])
    #expect(DType.allCases.filter(\.isInteger) == [.int32, .int64, .uint8])
    for dtype in DType.allCases { #expect(numbered([3], dtype).dtype == dtype) }
  }

  @Test func promotionIsALattice() {
    for a in DType.allCases {
      #expect(a.promoted(with: a) == a && a.promoted(with: .bool) == a)
      for b in DType.allCases {
        #expect(a.promoted(with: b) == b.promoted(with: a))
        for c in DType.allCases {
          #expect(
            a.promoted(with: b).promoted(with: c) == a.promoted(with: b.promoted(with: c)))
        }
      }
    }
    #expect(DType.int64.promoted(with: .float32) == .float32)
    #expect(DType.uint8.promoted(with: .int32) == .int32)
  }

  @Test(arguments: DType.allCases) func oneAsBits(dtype: DType) {
    let labels = Tensor([0 as Int32])
    #expect(labels.oneHot(depth: 1, dtype: dtype).item == 1)
    #expect(Tensor.ones([2], dtype: dtype).doubles == [1, 1])
  }
}
