import ApusCore
import Testing

@testable import ApusNN

/// Every loss and its gradient against Keras.
@Suite struct GoldenLossTests {
  static let cases = (try? GoldenCase.cases("losses")) ?? []

  @Test func theFixturesAreThere() { #expect(Self.cases.count > 50) }

  @Test(arguments: cases) func matchesKeras(_ example: GoldenCase) throws {
    let inputs = try #require(example.inputs).map(\.tensor)
    let config = example.config ?? [:]
    let loss = try #require(goldenLoss(example.kind, config, inputs[0], inputs[1]))
    expectClose(loss, try #require(example.outputs?[0]).tensor, 1e-5, "loss")
    let weights = try #require(example.outputGradients?[0]).tensor
    let slope = gradient(at: inputs[0]) { prediction in
      let loss = goldenLoss(example.kind, config, prediction, inputs[1]) ?? prediction
      return (loss * weights).sum()
    }
    let wanted = try #require(example.inputGradients?[0]).tensor
    expectClose(slope, wanted, 1e-5, "gradient")
  }
}
