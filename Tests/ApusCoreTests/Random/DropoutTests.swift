import Testing

@testable import ApusCore

@Suite struct DropoutTests {
  @Test(arguments: [0.1, 0.2, 0.25, 0.5, 0.9]) func keepsItsPart(_ rate: Double) {
    let x = Tensor.ones([300_000])
    let y = dropout(x, rate: rate, generator: RandomGenerator(seed: 1)).floats
    let scale = Float(1 / (1 - rate))
    #expect(y.allSatisfy { $0 == 0 || $0 == scale })
    let kept = Double(y.count { $0 != 0 }) / 300_000
    #expect(abs(kept - (1 - rate)) < 4 * (rate * (1 - rate) / 300_000).squareRoot())
  }

  /// A rate so near 1 that the kept part lies within one sixteen-bit draw, and is settled by
  /// further bits.
  @Test func keepsRarePartsToo() {
    let rate = 1 - 3.5e-5
    var kept = 0.0
    for seed in 0..<10 {
      let y = dropout(
        Tensor.ones([400_000]), rate: rate, generator: RandomGenerator(seed: UInt64(seed)))
      kept += Double(y.floats.count { $0 != 0 })
    }
    // 140 expected.
    #expect(abs(kept - 140) < 4 * 12)
  }

  @Test func theMaskIsTheSameForAllTypes() {
    func mask(_ dtype: DType) -> [Bool] {
      dropout(Tensor.ones([1000], dtype: dtype), rate: 0.4, generator: RandomGenerator(seed: 6))
        .doubles.map { $0 != 0 }
    }
    #expect(mask(.float32) == mask(.float64) && mask(.float32) == mask(.bfloat16))
  }

  @Test func theGradientTakesTheSameMask() {
    let state = RandomGenerator.State(seed: 11, stream: 5)
    let x = Tensor([Double](repeating: 1, count: 200))
    let y = dropout(x, rate: 0.3, generator: RandomGenerator(state: state))
    let slope = gradient(at: x) {
      dropout($0, rate: 0.3, generator: RandomGenerator(state: state)).sum()
    }
    #expect(slope.doubles == y.doubles)
    expectGradients(at: [Tensor([0.5, -1.0, 2.0, 3.0, 0.1] as [Double])]) {
      let dropped = dropout($0[0], rate: 0.3, generator: RandomGenerator(state: state))
      return dropped * dropped
    }
  }

  @Test func edgesOfTheRate() {
    let generator = RandomGenerator(seed: 2)
    let x = Tensor([Float.nan, 1, .infinity])
    #expect(
      dropout(Tensor([1.0, 2.0] as [Double]), rate: 0, generator: generator).doubles == [1, 2])
    #expect(generator.state.stream == 0)
    #expect(dropout(x, rate: 1, generator: generator).floats == [0, 0, 0])
  }
}
