import ApusCore
import Testing

@testable import ApusNN

/// Penalties, constraints and clipped gradients against Keras.
@Suite struct GoldenRegularizerTests {
  static let cases = ((try? GoldenCase.cases("regularizers")) ?? []).filter {
    $0.kind != "weightNormalization"
  }

  @Test func theFixturesAreThere() { #expect(Self.cases.count > 25) }

  @Test(arguments: cases, [DType.float32, .float64])
  func matchesKeras(_ example: GoldenCase, _ dtype: DType) throws {
    let inputs = try #require(example.inputs).map { $0.tensor.cast(to: dtype) }
    let config = example.config ?? [:]
    let found: [Tensor]
    switch example.kind {
    case "regularizer":
      let regularizer = try regularizer(config)
      found = [regularizer(inputs[0])]
      let slope = gradient(at: inputs[0]) { regularizer($0) }
      let expected = try #require(example.inputGradients?[0]).tensor.cast(to: dtype)
      expectClose(slope, expected, tolerance(dtype), "gradient")
    case "constraint": found = [try constraint(config)(inputs[0])]
    case "clippedByValue": found = clippedByValue(inputs, config["limit"]?.number ?? 0)
    case "clippedByNorm": found = clippedByNorm(inputs, config["limit"]?.number ?? 0)
    case "clippedByGlobalNorm": found = clippedByGlobalNorm(inputs, config["limit"]?.number ?? 0)
    default:
      found = [try modelPenalty(inputs)]
    }
    // Keras takes an activity's mean over the batch in float32.
    let tolerance = example.kind == "model" ? 1e-5 : tolerance(dtype)
    for (found, expected) in zip(found, try #require(example.outputs)) {
      expectClose(found, expected.tensor.cast(to: dtype), tolerance, example.name)
    }
  }

  private func tolerance(_ dtype: DType) -> Double { dtype == .float64 ? 1e-12 : 1e-5 }

  private func regularizer(_ config: [String: ConfigurationValue]) throws -> Regularizer {
    var options = Options(["r": .object(config)], of: "test")
    return try #require(try options.regularizer("r"))
  }

  private func constraint(_ config: [String: ConfigurationValue]) throws -> Constraint {
    var options = Options(["c": .object(config)], of: "test")
    let constraint = try #require(try options.constraint("c"))
    // A second one, from what the first says of itself.
    var again = Options(["c": constraint.configuration], of: "test")
    let second = try #require(try again.constraint("c"))
    #expect(second.configuration == constraint.configuration)
    return second
  }

  private func modelPenalty(_ inputs: [Tensor]) throws -> Tensor {
    let first = Dense(
      4, activation: .tanh, kernelRegularizer: .elastic(l1: 0.01, l2: 0.02),
      biasRegularizer: .l2(0.1), activityRegularizer: .l1(0.3))
    let second = Dense(
      2, useBias: false, kernelRegularizer: .l2(0.5), activityRegularizer: .l2(0.2))
    let model = Sequential([first, second])
    _ = model(inputs[0])
    first.weight = inputs[1]
    first.bias?.wrappedValue = inputs[2]
    second.weight = inputs[3]
    let (_, penalty) = Penalty(of: model).collect { model(inputs[0]) }
    return try #require(penalty)
  }
}
