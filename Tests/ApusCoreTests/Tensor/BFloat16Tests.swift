import Testing

@testable import ApusCore

@Suite struct BFloat16Tests {
  @Test func everyNumberReadsBack() {
    for bits in UInt16.min...UInt16.max {
      let number = BFloat16(bitPattern: bits)
      let again = BFloat16(number.float)
      #expect(number.float.isNaN ? again.float.isNaN : again.bitPattern == bits)
    }
  }

  @Test func roundsToNearestEven() {
    let spacing = Float(1) / 128
    #expect(BFloat16(1 + spacing / 2).float == 1)
    #expect(BFloat16(1 + 1.5 * spacing).float == 1 + 2 * spacing)
    #expect(BFloat16(1 + spacing / 2 + .ulpOfOne).float == 1 + spacing)
    #expect(BFloat16(-1 - 1.5 * spacing).float == -1 - 2 * spacing)
    #expect(BFloat16(.greatestFiniteMagnitude).float == .infinity)
    #expect(BFloat16(-.infinity).float == -.infinity)
    #expect(BFloat16(-0.0).bitPattern == 0x8000)
    // A NaN whose payload lies in the lower half alone must not become infinity.
    #expect(BFloat16(Float(bitPattern: 0x7F80_0001)).float.isNaN)
    #expect(BFloat16(Float(bitPattern: 0x7FFF_FFFF)).float.isNaN)
  }

  @Test func scatterAddRoundsOnce() {
    // 256 + 1 + 1 in bfloat16, spacing 2 there: rounding at each step would stay at 256.
    let values = Tensor([256, 1, 1].map { BFloat16($0) })
    let sum = values.scatterAdded(into: 1, at: Tensor([0, 0, 0] as [Int32]))
    #expect(sum.doubles == [258])
  }
}
