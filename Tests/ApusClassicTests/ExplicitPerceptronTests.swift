import ApusClassic
import ApusCore
import ApusNN
import Testing

@Suite struct ExplicitPerceptronTests {
  private typealias Form = MultilayerPerceptron.Form
  private static let inputs = Tensor(
    [[0.5, -1, 2], [1, 0.25, -0.5], [-2, 1, 1], [3, 0, -1]] as [[Double]])
  private static let targets = Tensor(
    [[0.1, 0.9], [0.4, 0.6], [1, 0], [0.5, 0.5]] as [[Double]])

  /// The same weights as dense layers from the same seed, and the same gradients, of the inputs
  /// too.
  @Test(
    arguments: [UnitFunction.linear, .sigmoid, .tanh], MultilayerPerceptron.Form.allCases)
  func itIsDenseLayersWithGradientsOfItsOwn(
    _ hidden: UnitFunction, _ form: MultilayerPerceptron.Form
  ) throws {
    let function: ActivationFunction =
      switch hidden {
      case .sigmoid: .sigmoid
      case .tanh: .tanh
      default: .linear
      }
    let explicit = ExplicitPerceptron([4, 3, 2], hidden: hidden, form: form)
    let dense = Sequential([
      Dense(4, activation: function), Dense(3, activation: function), Dense(2),
    ])
    func results(_ model: any Layer) -> (output: Tensor, ofInputs: Tensor, gradients: [Tensor]) {
      RandomGenerator.with(seed: 5) { _ = model.build([3], dtype: .float64) }
      func loss(_ input: Tensor) -> Tensor {
        softmaxCrossEntropy(logits: model(input), targets: Self.targets).sum()
      }
      return (
        model(Self.inputs), gradient(at: Self.inputs, of: loss),
        valueAndGradient(at: model.parameters) { loss(Self.inputs) }.gradients
      )
    }
    let (a, b) = (results(explicit), results(dense))
    func difference(_ a: Tensor, _ b: Tensor) -> Double {
      a.shape == b.shape ? (a - b).absoluteValue.max().item : .infinity
    }
    #expect(difference(a.output, b.output) < 1e-12)
    #expect(difference(a.ofInputs, b.ofInputs) < 1e-12)
    // Weights first, then biases; in dense layers they take turns.
    for (position, gradient) in a.gradients.enumerated() {
      #expect(difference(gradient, b.gradients[position % 3 * 2 + position / 3]) < 1e-12)
    }
  }

  @Test func theMatrixFormDifferentiatesTwiceAndTheClassicalTraps() async {
    let layer = ExplicitPerceptron([3, 1])
    _ = layer.build([3], dtype: .float64)
    let check = checkGradients(at: [Self.inputs]) { layer($0[0]) }
    #expect(check.passes, "\(check)")
    await #expect(processExitsWith: .failure) {
      let layer = ExplicitPerceptron([3, 1], form: .classical)
      _ = gradient(at: Tensor([[1.0, 2]] as [[Double]])) {
        gradient(at: $0) { layer($0).sum() }.sum()
      }
    }
  }

  @Test func aConfigurationMakesItAgainOrSaysWhatIsWrong() throws {
    let registry = LayerRegistry.standard.adding(ExplicitPerceptron.self)
    let model = Sequential([ExplicitPerceptron([4, 2], hidden: .sigmoid, form: .classical)])
    let configuration = try ModelConfiguration(of: model, registry: registry)
    let again = try configuration.makeModel(inputShape: [3], registry: registry)
    let layer = try #require((again as? Sequential)?.layers.first as? ExplicitPerceptron)
    #expect(layer.units == [4, 2] && layer.hidden == .sigmoid && layer.form == .classical)
    for options in [
      [:], ["units": []], ["units": [0]], ["units": [2], "hidden": "softmax"],
      ["units": [2], "form": "tape"], ["units": [2], "size": 3],
    ] as [[String: ConfigurationValue]] {
      #expect(throws: ConfigurationError.self, "\(options)") {
        try registry.make(LayerConfiguration(type: "ExplicitPerceptron", options: options))
      }
    }
    for shape in [[2, 3], []] as [Shape] {
      #expect(throws: ConfigurationError.self) { try layer.checkedBuild(shape) }
    }
    #expect(throws: ConfigurationError.self) { try layer.checkedBuild([7]) }
  }
}
