import ApusCore
import Testing

@testable import ApusNN

/// Every layer's output, gradients and state against Keras.
@Suite struct GoldenLayerTests {
  static let cases = (try? GoldenCase.cases("layers")) ?? []
  /// What Keras gets wrong: here the second row's shares add up to 0. GoldenActivationTests has the
  /// right ones.
  static let wrong: Set<String> = ["Activation sparsemax"]

  @Test func theFixturesAreThere() { #expect(Self.cases.count > 100) }

  @Test(
    arguments: cases.filter {
      $0.kind != "BatchNormalizationSequence" && !wrong.contains($0.name)
    })
  func matchesKeras(_ example: GoldenCase) throws {
    let module = try #require(goldenLayer(example.kind, example.config ?? [:]))
    let inputs = try #require(example.inputs).map(\.tensor)
    let mode: Mode = example.training == true ? .training : .inference
    func call(_ inputs: [Tensor]) -> Tensor {
      if let layer = module as? any MergeLayer { return layer(inputs) }
      guard let layer = module as? any Layer else { fatalError("neither layer nor merge layer") }
      return layer(inputs[0])
    }
    try Mode.with(mode) {
      if let layer = module as? any Layer {
        layer.build(inputs[0].shape.removing(0))
      }
      let named = module.namedParameters
      for (name, parameter) in named {
        parameter.wrappedValue = try #require(example.parameters?[name]).tensor
      }
      let output = call(inputs)
      let expected = try #require(example.outputs?[0]).tensor
      expectClose(output, expected, 1e-5, "output")
      for (name, state) in example.stateAfter ?? [:] {
        let parameter = try #require(named.first { $0.name == name }).parameter
        expectClose(parameter.wrappedValue, state.tensor, 1e-5, name)
      }
      guard let weights = example.outputGradients?[0]?.tensor else { return }
      let gradients = gradient(at: inputs) { (call($0) * weights).sum() }
      for (position, gradient) in gradients.enumerated() {
        if let wanted = example.inputGradients?[position] {
          expectClose(gradient, wanted.tensor, 1e-5, "gradient of input \(position)")
        }
      }
      let learned = named.filter { example.parameterGradients?[$0.name] != nil }
      let (_, slopes) = valueAndGradient(at: learned.map(\.parameter)) {
        (call(inputs) * weights).sum()
      }
      for (entry, slope) in zip(learned, slopes) {
        let wanted = try #require(example.parameterGradients?[entry.name]).tensor
        expectClose(slope, wanted, 1e-5, "gradient of \(entry.name)")
      }
    }
  }

  @Test(arguments: cases.filter { $0.kind == "BatchNormalizationSequence" })
  func movingStatisticsFollow(_ example: GoldenCase) throws {
    let layer = try #require(
      goldenLayer(example.kind, example.config ?? [:]) as? BatchNormalization)
    for (position, input) in try #require(example.inputs).enumerated() {
      let output = Mode.training { layer(input.tensor) }
      let expected = try #require(example.outputs?[position])
      expectClose(output, expected.tensor, 1e-5, "batch \(position)")
      let state = try #require(example.statesAfter?[position])
      expectClose(layer.movingMean, try #require(state["movingMean"]).tensor)
      expectClose(layer.movingVariance, try #require(state["movingVariance"]).tensor)
    }
  }
}
