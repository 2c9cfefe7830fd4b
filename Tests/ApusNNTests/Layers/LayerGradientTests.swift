import ApusCore
import ApusLayerExamples
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

  /// Along one direction of all smooth inputs at once, and for the parameters along another.
  @Test(arguments: LayerExample.all)
  func examples(_ example: LayerExample) {
    let model = example.model(.float64)
    let inputs = example.inputs(count: 1).map { $0.cast(to: .float64) }
    let parameters = model.parameters.filter(\.isTrainable)
    let (directions, changes) = RandomGenerator.with(seed: 3) {
      let directions = inputs.indices.map { place -> Tensor in
        let isSmooth = example.smoothInputs.contains(place)
        return isSmooth ? .randomNormal(inputs[place].shape, dtype: .float64) : Tensor(0.0)
      }
      return (
        directions, parameters.map { Tensor.randomNormal($0.wrappedValue.shape, dtype: .float64) }
      )
    }
    func outputs(_ distance: Tensor) -> Tensor {
      let moved = zip(inputs, directions).map { $0 + $1 * distance }
      return example.outputs(of: model, moved)[0]
    }
    expectDerivatives(at: Tensor([0.03]), tolerance: 1e-5, example.description) { outputs($0) }
    if parameters.isEmpty { return }
    let values = parameters.map(\.wrappedValue)
    func loss(_ distance: Double) -> Tensor {
      for (place, parameter) in parameters.enumerated() {
        parameter.wrappedValue = values[place] + changes[place] * distance
      }
      return sin(outputs(Tensor(0.0))).sum()
    }
    let (_, slopes) = valueAndGradient(at: parameters) { sin(outputs(Tensor(0.0))).sum() }
    let exact = zip(slopes, changes).map { ($0 * $1).sum().item }.reduce(0, +)
    let numeric = (loss(1e-5).item - loss(-1e-5).item) / 2e-5
    #expect(
      abs(exact - numeric) <= 1e-5 * max(1, abs(numeric)),
      "\(example), parameters: \(exact), by differences \(numeric)")
  }

  @Test func everyLayerHasAnExample() {
    let layers = Set(LayerExample.all.map(\.layer))
    #expect(layers == Set(LayerRegistry.standard.names))
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
