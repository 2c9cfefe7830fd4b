import ApusCore
import Testing

@testable import ApusNN

/// First and second derivatives of layers and activations against central differences, in float64.
@Suite struct LayerGradientTests {
  /// Compares the gradient of a weighted sum of `function`'s output, and that gradient's own, with differences.
  private func check(
    at point: Tensor, tolerance: Double = 1e-6, _ name: String,
    _ function: @escaping (Tensor) -> Tensor
  ) {
    func weighted(_ output: Tensor) -> Tensor {
      let weights = (0..<output.elementCount).map { Double(($0 * 37 + 11) % 17) / 17 - 0.4 }
      return (output * Tensor(weights, shape: output.shape)).sum()
    }
    func objective(_ x: Tensor) -> Tensor { weighted(function(x)) }
    func slope(_ x: Tensor) -> Tensor { weighted(gradient(at: x, of: objective)) }
    for (order, function) in [objective, slope].enumerated() {
      let exact = gradient(at: point, of: function).doubles
      var values = point.doubles
      for index in values.indices {
        let kept = values[index]
        let step = 1e-5
        values[index] = kept + step
        let above = function(Tensor(values, shape: point.shape)).item
        values[index] = kept - step
        let below = function(Tensor(values, shape: point.shape)).item
        values[index] = kept
        let numeric = (above - below) / (2 * step)
        let isClose = abs(exact[index] - numeric) <= tolerance * max(1, abs(numeric))
        #expect(isClose, "\(name), order \(order + 1): \(exact[index]), by differences \(numeric)")
      }
    }
  }

  /// Points away from the corners of all activations (0, ±½, ±1, ±3, 6).
  private let points = Tensor(
    [-3.7, -1.3, -0.83, -0.21, 0.17, 0.71, 1.41, 3.3], shape: [2, 4])

  @Test(
    arguments: ActivationFunction.all + [
      .elu(alpha: 0.4), .leakyReLU(slope: 0.3), .sigmoid(beta: 1.7), .tanh(beta: 0.6),
      .swish(beta: 0.8), .softplus(beta: 1.4), .celu(alpha: 0.6), .squareplus(b: 0.5),
    ])
  func activations(_ function: ActivationFunction) {
    check(at: points, function.name) { function($0) }
  }

  @Test func batchNormalizationAlongAnotherAxis() {
    let layer = BatchNormalization(axis: 1)
    let input = Tensor((0..<12).map { Double(($0 * 29) % 23) / 7 }, shape: [2, 2, 3])
    layer.build([2, 3], dtype: .float64)
    check(at: input, tolerance: 1e-5, "training") { x in Mode.training { layer(x) } }
    check(at: input, "inference") { layer($0) }
  }

  @Test func denseAndConvolution() {
    let dense = Dense(3, activation: .tanh)
    check(at: points, "Dense") { dense($0) }
    let convolution = Conv2D(2, kernel: 2, padding: .same, groups: 2, activation: .softplus)
    let image = Tensor((0..<18).map { Double(($0 * 31) % 19) / 9 - 1 }, shape: [1, 3, 3, 2])
    check(at: image, "Conv2D") { convolution($0) }
  }

  @Test func losses() {
    let p = Tensor([0.2, 0.3, 0.5, 0.6, 0.1, 0.3], shape: [2, 3])
    let t = Tensor([0.0, 1, 0, 1, 0, 0], shape: [2, 3])
    let labels = Tensor([Int32(1), 0])
    for fromLogits in [false, true] {
      check(at: p, "binary") { binaryCrossEntropy($0, t, fromLogits: fromLogits) }
      check(at: p, "categorical") {
        categoricalCrossEntropy($0, t, fromLogits: fromLogits, labelSmoothing: 0.1)
      }
      check(at: p, "sparse") { sparseCategoricalCrossEntropy($0, labels, fromLogits: fromLogits) }
    }
    check(at: p, "squares") { meanSquaredError($0, t) }
  }

  @Test func integerLabelsGiveTheSameLossAsOneHotOnes() {
    let logits = Tensor.randomNormal([5, 4], generator: RandomGenerator(seed: 9))
    let labels = Tensor([Int32(0), 3, 1, 1, 2])
    let loss = Loss.categoricalCrossEntropy(fromLogits: true)
    expectClose(loss(logits, labels), loss(logits, labels.oneHot(depth: 4)), 1e-6)
    expectClose(loss(logits, labels.reshaped(to: [5, 1])), loss(logits, labels), 0)
  }
}
