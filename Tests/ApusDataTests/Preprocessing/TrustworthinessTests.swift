import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Numbers of scikit-learn: `Tests/Golden/embeddings.json`.
@Suite struct TrustworthinessTests {
  private func cases(_ kind: String) throws -> [EmbeddingCase] {
    try goldenCases("embeddings", as: EmbeddingCase.self).filter { $0.kind == kind }
  }

  @Test func isScikitLearns() throws {
    let known = try cases("trustworthiness")
    #expect(!known.isEmpty)
    for golden in known {
      let found = trustworthiness(
        of: golden.inputs[1].tensor, for: golden.inputs[0].tensor,
        neighbours: try #require(golden.config.neighbours))
      #expect(abs(found - golden.outputs[0].data[0]) < 1e-9)
    }
    let features = try #require(try cases("data").first).inputs[0].tensor.cast(to: .float64)
    let components = try #require(try cases("components").first)
    let plane = PrincipalComponents(features, count: 2).project(features)
    #expect(abs(trustworthiness(of: plane, for: features) - components.outputs[0].data[0]) < 1e-3)
    #expect(trustworthiness(of: features, for: features) == 1)
  }

  /// Three on a line, of which the map swaps the last two: the nearest of each on the map is its
  /// second in truth, so 1 − 2 / (3 (6 − 3 − 1)) · 3 = 0.
  @Test func eachPlaceTooFarCounts() {
    let truth = Tensor([0, 1, 3] as [Double], shape: [3, 1]),
      map = Tensor([0, 3, 1] as [Double], shape: [3, 1])
    #expect(abs(trustworthiness(of: map, for: truth, neighbours: 1)) < 1e-12)
  }
}
