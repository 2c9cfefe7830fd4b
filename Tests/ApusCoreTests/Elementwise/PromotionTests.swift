import ApusTestSupport
import Testing

@testable import ApusCore

@Suite struct PromotionTests {
  private struct Meeting: Decodable {
    let name: String
    let first: [String]
    let second: [String]
    let result: String
  }

  private func made(_ words: [String]) throws -> Tensor {
    let dtype = try #require(DType.allCases.first { $0.description == words[0] })
    return .ones(words[1] == "scalar" ? [] : [3], dtype: dtype)
  }

  @Test func asInPyTorch() throws {
    let cases = try goldenCases("promotion", as: Meeting.self)
    #expect(cases.count == 196)
    for meeting in cases {
      let (a, b) = (try made(meeting.first), try made(meeting.second))
      #expect(a.dtype(with: b).description == meeting.result, "\(meeting.name)")
      let condition = Tensor.ones([], dtype: .bool)
      #expect(select(condition, a, b).dtype.description == meeting.result, "\(meeting.name)")
      // In sums, bool counts as int32, and quotients are real.
      if a.dtype == .bool || b.dtype == .bool { continue }
      for sum in [a + b, a - b, a * b, a % b, maximum(a, b), minimum(b, a), floorDivide(a, b)] {
        #expect(sum.dtype.description == meeting.result, "\(meeting.name)")
      }
      #expect(pow(a, b).dtype.description == meeting.result, "\(meeting.name)")
      let quotient: DType = a.dtype(with: b).isFloatingPoint ? a.dtype(with: b) : .float32
      #expect((a / b).dtype == quotient && atan2(a, b).dtype == quotient, "\(meeting.name)")
    }
  }

  @Test func scalarsGiveWay() {
    let single = Tensor([1.0, 2]), half = 0.5
    #expect((single * Tensor(0.5)).dtype == .float32)
    #expect((single * Tensor(half)).dtype == .float32)
    #expect((Tensor([1, 2]) * Tensor(0.5)).dtype == .float32)
    #expect((Tensor([1, 2]) * Tensor(0.5)).doubles == [0.5, 1])
    // Two tensors with axes, and two scalars, promote.
    #expect((single * Tensor([half])).dtype == .float64)
    #expect((Tensor(1.0) * Tensor(half)).dtype == .float64)
    // Their gradients stay of their own types.
    let slopes = gradient(at: [single, Tensor(half)]) { ($0[0] * $0[1]).sum() }
    #expect(slopes.map(\.dtype) == [.float32, .float64])
    #expect(slopes[0].doubles == [0.5, 0.5] && slopes[1].doubles == [3])
  }

  @Test func comparisonsOfWholeNumbersCutNothingOff() {
    #expect((Tensor([1, 255], dtype: .uint8) .< Tensor(256)).doubles == [1, 1])
    #expect((Tensor([0.1]) .== Tensor(0.1, dtype: .float64)).doubles == [1])
  }
}
