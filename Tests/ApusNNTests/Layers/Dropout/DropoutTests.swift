import ApusCore
import Testing

@testable import ApusNN

@Suite struct DropoutTests {
  @Test(arguments: [0.1, 0.5, 0.8]) func dropsAndScalesAndTheGradientDoesTheSame(_ rate: Double) {
    let layer = Dropout(rate)
    let input = Tensor.randomUniform(
      [200, 500], from: 1, to: 2, generator: RandomGenerator(seed: 8))
    var output = input
    let slope = Mode.training {
      gradient(at: input) { x in
        let y = layer(x)
        output = y.withoutDerivative
        return y.sum()
      }
    }
    let factor = Float(1 / (1 - rate))
    var dropped = 0
    var isRight = true
    for ((x, y), g) in zip(zip(input.floats, output.floats), slope.floats) {
      if y == 0 { dropped += 1 }
      let wanted = y == 0 ? 0 : factor
      isRight =
        isRight && abs(y - x * wanted) <= 1e-5 * x * factor && abs(g - wanted) <= 1e-5 * factor
    }
    #expect(isRight)
    // Five standard deviations of a share among 100,000.
    let share = Double(dropped) / 100_000
    #expect(abs(share - rate) < 5 * (rate * (1 - rate) / 100_000).squareRoot())
    #expect(abs(output.mean().item / input.mean().item - 1) < 0.04)
  }

  @Test func masksDifferFromCallToCall() {
    let layer = Dropout(0.5)
    let ones = Tensor.ones([1000])
    #expect(Mode.training { layer(ones).floats != layer(ones).floats })
  }

  @Test func passesEverythingInInferenceAndAtRateZero() {
    let input = Tensor([1, -2, 3] as [Float])
    #expect(Dropout(0.9)(input).floats == input.floats)
    #expect(Mode.training { Dropout(0)(input).floats } == input.floats)
    #expect(Mode.training { Dropout(1)(input).floats }.allSatisfy { $0 == 0 })
  }
}
