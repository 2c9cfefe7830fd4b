import Foundation
import Testing

@testable import ApusCore

@Suite struct SigmoidCrossEntropyTests {
  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func matchesTheFormula(_ dtype: DType) {
    let generator = RandomGenerator(seed: 51)
    let x = Tensor.randomNormal([500], standardDeviation: 6, dtype: dtype, generator: generator)
    let z = Tensor.randomUniform([500], dtype: dtype, generator: generator)
    let tolerance = dtype == .float64 ? 1e-14 : dtype == .float32 ? 1e-6 : 0.01
    let losses = sigmoidCrossEntropy(logits: x, targets: z).doubles
    for (loss, (x, z)) in zip(losses, zip(x.doubles, z.doubles)) {
      let expected = max(x, 0) - x * z + Foundation.log1p(Foundation.exp(-abs(x)))
      #expect(abs(loss - expected) <= tolerance * max(1, expected))
    }
  }

  @Test func extremesAreExact() {
    let x = Tensor([-700.0, -40, 40, 800, -700, 0] as [Double]),
      z = Tensor([0.0, 0, 1, 1, 1, 0.5] as [Double])
    let losses = sigmoidCrossEntropy(logits: x, targets: z).doubles
    #expect(abs(losses[1] / Foundation.exp(-40) - 1) < 1e-13)
    #expect(losses[3] == 0 && losses[4] == 700 && abs(losses[5] - Foundation.log(2)) < 1e-15)
  }

  @Test func gradients() {
    let x = Tensor([-2.0, 0.5, 3.0] as [Double]), z = Tensor([0.0, 1, 0.3] as [Double])
    expectGradients(at: [x, z]) { sigmoidCrossEntropy(logits: $0[0], targets: $0[1]) }
  }
}
