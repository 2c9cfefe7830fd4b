import ApusCore
import Testing

@testable import ApusNN

/// First and second derivatives of layers and activations against central differences, in float64.
@Suite struct LayerGradientTests {
  /// Points away from the corners of all activations (0, ±½, ±1, ±3, 6).
  private let points = Tensor(
    [-3.7, -1.3, -0.83, -0.21, 0.17, 0.71, 1.41, 3.3] as [Double], shape: [2, 4])

  @Test(
    arguments: ActivationFunction.all.map(\.name) + [
      "elu(0.4)", "leakyReLU(0.3)", "sigmoid(1.7)", "tanh(0.6)", "swish(0.8)", "softplus(1.4)",
      "celu(0.6)", "squareplus(0.5)",
    ])
  func activations(_ name: String) throws {
    let function = try #require(ActivationFunction(named: name))
    expectDerivatives(at: points, function.name) { function($0) }
  }

  @Test func batchNormalizationAlongAnotherAxis() {
    let layer = BatchNormalization(axis: 1)
    let input = Tensor((0..<12).map { Double(($0 * 29) % 23) / 7 }, shape: [2, 2, 3])
    layer.build([2, 3], dtype: .float64)
    expectDerivatives(at: input, tolerance: 1e-5, "training") { x in Mode.training { layer(x) } }
    expectDerivatives(at: input, "inference") { layer($0) }
  }

  @Test func normalizations() {
    let input = Tensor((0..<24).map { Double(($0 * 29) % 23) / 7 }, shape: [2, 3, 4])
    let layers: [any Layer] = [
      LayerNormalization(), LayerNormalization(axes: [1, 2], center: false),
      GroupNormalization(groups: 2), InstanceNormalization(), RMSNormalization(),
      UnitNormalization(), LocalResponseNormalization(size: 3, alpha: 0.2),
      LocalResponseNormalization(size: 2, alpha: 0.2, averages: true),
      RBFOutput(3, gamma: 0.1), RBFOutput(3, kernel: .squaredDistance),
    ]
    for layer in layers {
      layer.build([3, 4], dtype: .float64)
      expectDerivatives(at: input, tolerance: 1e-5, "\(type(of: layer))") { layer($0) }
    }
  }

  @Test func denseAndConvolution() {
    let dense = Dense(3, activation: .tanh)
    expectDerivatives(at: points, "Dense") { dense($0) }
    let convolution = Conv2D(2, kernel: 2, padding: .same, groups: 2, activation: .softplus)
    let pixels = (0..<18).map { (place: Int) -> Double in Double((place * 31) % 19) / 9 - 1 }
    let image = Tensor(pixels, shape: [1, 3, 3, 2])
    expectDerivatives(at: image, "Conv2D") { convolution($0) }
  }

  @Test func losses() {
    let p = Tensor([0.2, 0.3, 0.5, 0.6, 0.1, 0.3] as [Double], shape: [2, 3])
    let t = Tensor([0.0, 1, 0, 1, 0, 0] as [Double], shape: [2, 3])
    let labels = Tensor([Int32(1), 0])
    for fromLogits in [false, true] {
      expectDerivatives(at: p, "binary") { binaryCrossEntropy($0, t, fromLogits: fromLogits) }
      expectDerivatives(at: p, "categorical") {
        categoricalCrossEntropy($0, t, fromLogits: fromLogits, labelSmoothing: 0.1)
      }
      expectDerivatives(at: p, "sparse") {
        sparseCategoricalCrossEntropy($0, labels, fromLogits: fromLogits)
      }
    }
    expectDerivatives(at: p, "squares") { meanSquaredError($0, t) }
  }

  @Test func integerLabelsGiveTheSameLossAsOneHotOnes() {
    let logits = Tensor.randomNormal([5, 4], generator: RandomGenerator(seed: 9))
    let labels = Tensor([Int32(0), 3, 1, 1, 2])
    let loss = Loss.categoricalCrossEntropy(fromLogits: true)
    expectClose(loss(logits, labels), loss(logits, labels.oneHot(depth: 4)), 1e-6)
    expectClose(loss(logits, labels.reshaped(to: [5, 1])), loss(logits, labels), 0)
  }
}
