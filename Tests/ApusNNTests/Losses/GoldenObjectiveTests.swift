import ApusCore
import Testing

@testable import ApusNN

/// Every loss by its name in configurations, with its gradient, reductions and sample weights,
/// against Keras and PyTorch.
@Suite struct GoldenObjectiveTests {
  static let cases = (try? GoldenCase.cases("objectives")) ?? []

  @Test func everyLossHasACase() {
    let others: Set = [
      "binaryCrossEntropy", "categoricalCrossEntropy", "sparseCategoricalCrossEntropy",
    ]
    let covered = Set(Self.cases.map(\.kind)).union(others)
    for name in Loss.names { #expect(covered.contains(name), "\(name)") }
    #expect(Self.cases.count > 140)
  }

  @Test(arguments: cases) func matches(_ example: GoldenCase) throws {
    let loss = try Loss.named(example.kind, options: example.config ?? [:])
    let inputs = try #require(example.inputs).map(\.tensor)
    let weights = inputs.count > 2 ? inputs[2] : nil
    let value = loss(inputs[0], inputs[1], sampleWeights: weights)
    expectClose(value, try #require(example.outputs?[0]).tensor, 1e-5, "loss")
    let cotangent = try #require(example.outputGradients?[0]).tensor
    let slope = gradient(at: inputs[0]) {
      (loss($0, inputs[1], sampleWeights: weights) * cotangent).sum()
    }
    expectClose(slope, try #require(example.inputGradients?[0]).tensor, 1e-5, "gradient")
  }
}
