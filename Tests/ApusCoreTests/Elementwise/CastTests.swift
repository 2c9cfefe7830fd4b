import Testing

@testable import ApusCore

@Suite struct CastTests {
  @Test(arguments: DType.allCases, DType.allCases)
  func smallNumbersSurvive(_ from: DType, _ to: DType) {
    let values: [Double] = (0..<70).map { Double($0 % 2) }
    let cast = Tensor(values).cast(to: from).cast(to: to)
    #expect(cast.dtype == to && cast.doubles == values)
  }

  @Test func floatingPointToWholeNumbersSaturates() {
    let wide: [Double] = [-1e30, -2.9, -0.5, 2.9, 255.5, 300, 2147483647.5, 1e19, .nan, .infinity]
    for x in [Tensor(wide), Tensor(wide).cast(to: .float32)] {
      #expect(
        x.cast(to: .int32).array(of: Int32.self)
          == [.min, -2, 0, 2, 255, 300, .max, .max, 0, .max])
      #expect(x.cast(to: .uint8).array(of: UInt8.self) == [0, 0, 0, 2, 255, 255, 255, 255, 0, 255])
      let long = x.cast(to: .int64).array(of: Int64.self)
      #expect(long[0] == .min && long[7] == .max && long[8] == 0 && long[9] == .max && long[3] == 2)
      #expect(x.cast(to: .bool).doubles == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    }
    #expect(Tensor([2147483647.0] as [Double]).cast(to: .int32).array(of: Int32.self) == [.max])
    #expect(Tensor([Int32(-1), 257]).cast(to: .uint8).array(of: UInt8.self) == [255, 1])
  }

  @Test func bfloat16RoundsToEven() {
    let x: [Float] = [1, 1.00390625, 1.01171875, -3.14159, .leastNonzeroMagnitude, .infinity, .nan]
    let y = Tensor(x).cast(to: .bfloat16)
    for (half, value) in zip(y.array(of: BFloat16.self), x) {
      #expect(half.bitPattern == BFloat16(value).bitPattern || half.float.isNaN && value.isNaN)
    }
  }

  @Test func gradientsThroughSinglePrecision() {
    // Differences over a wide step, within what float32 resolves. Sums of halves are exact there.
    let x = Tensor([0.5, -1.25, 2] as [Double])
    expectGradients(at: [x], step: 0.25, tolerance: 1e-5) {
      square($0[0].cast(to: .float32)).cast(to: .float64)
    }
  }

  @Test func gradientsReturnToTheType() {
    let slope = gradient(at: Tensor([1.5, 2.5] as [Double])) { square($0.cast(to: .float32)).sum() }
    #expect(slope.dtype == .float64 && slope.doubles == [3, 5])
  }
}
