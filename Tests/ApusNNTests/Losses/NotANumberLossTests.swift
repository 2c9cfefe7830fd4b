import ApusCore
import ApusNN
import Testing

/// A prediction that is not a number gives a loss that is none: a diverged network must show it.
@Suite struct NotANumberLossTests {
  /// The losses whose predictions have a shape of their own.
  private static let own: Set<String> = ["ctc", "negativeELBO", "negativeSampling"]

  @Test(arguments: Loss.names.filter { !own.contains($0) }) func stays(_ name: String) throws {
    let loss = try Loss.named(name)
    let shares: [Float] = [0.2, 0.3, 0.5, 0.4, .nan, 0.6, 0.1, 0.1, 0.8]
    let sparse = name == "sparseCategoricalCrossEntropy"
    let double = name == "heteroscedasticGaussianNLL"
    let prediction = Tensor(double ? shares + shares : shares, shape: [3, double ? 6 : 3])
    let target =
      sparse
      ? Tensor([Int32(0), 1, 2])
      : Tensor([1, 0, 0, 0, 1, 0, 0, 0, 1] as [Float], shape: [3, 3])
    for dtype in [DType.float32, .float64] {
      #expect(loss(prediction.cast(to: dtype), target).item.isNaN, "\(name) \(dtype)")
    }
  }
}
