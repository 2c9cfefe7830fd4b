import ApusCore
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Numbers of scikit-learn: `Tests/Golden/embeddings.json`.
@Suite struct TSNETests {
  private static let cases = (try? goldenCases("embeddings", as: EmbeddingCase.self)) ?? []
  private static func cases(_ kind: String) -> [EmbeddingCase] {
    cases.filter { $0.kind == kind }
  }

  private func digits() throws -> Tensor {
    try #require(Self.cases("data").first).inputs[0].tensor.cast(to: .float64)
  }

  @Test func probabilitiesAreScikitLearns() throws {
    let distances = TSNE.squaredDistances(try digits())
    for golden in Self.cases("probabilities") {
      let perplexity = try #require(golden.config.perplexity)
      let p = TSNE.jointProbabilities(distances, 150, perplexity: perplexity)
      let found = stride(from: 0, to: 150, by: 30).flatMap { p[$0 * 150..<($0 + 1) * 150] }
      for (index, (value, expected)) in zip(found, golden.outputs[0].data).enumerated()
      where expected > 0 {
        // scikit-learn's distances are float32, and its bisection ends within 1e-5 of the entropy.
        #expect(abs(value - expected) < 1e-4 * expected + 1e-12, "\(index)")
      }
    }
  }

  @Test func divergenceAndGradientAreScikitLearns() throws {
    let distances = TSNE.squaredDistances(try digits())
    for golden in Self.cases("gradient") {
      let perplexity = try #require(golden.config.perplexity)
      let p = TSNE.jointProbabilities(distances, 150, perplexity: perplexity)
      let y = golden.inputs[0].data
      #expect(abs(TSNE.divergence(p, y) - golden.outputs[0].data[0]) < 1e-4)
      var slope = [Double](repeating: 0, count: 300)
      TSNE.gradient(p, scale: 1, y, into: &slope)
      let error = zip(slope, golden.outputs[1].data).map { abs($0 - $1) }.max() ?? 1
      #expect(error < 1e-6)
    }
  }

  @Test func mapsAreAsGoodAsScikitLearns() throws {
    let features = try digits()
    for golden in Self.cases("map") {
      let perplexity = try #require(golden.config.perplexity)
      // Which minimum descent ends in is decided by rounding; the least of several beginnings is
      // not.
      let maps = (0..<6).map { TSNE(features, perplexity: perplexity, start: .random(seed: $0)) }
      let best = try #require(maps.min { $0.divergence < $1.divergence })
      #expect(best.divergence < 1.03 * golden.outputs[0].data[0])
      let trust = trustworthiness(of: best.points, for: features)
      #expect(trust > golden.outputs[1].data[0] - 0.01)
      #expect(best.points.shape == [150, 2])
    }
  }

  @Test func theSameSeedGivesTheSameMap() {
    let features = Tensor.randomNormal([20, 5], generator: RandomGenerator(seed: 2))
    func map(_ seed: UInt64) -> [Double] {
      TSNE(features, perplexity: 5, iterations: 60, start: .random(seed: seed)).points.doubles
    }
    #expect(map(1) == map(1) && map(1) != map(2))
    let given = TSNE(
      features, perplexity: 5, iterations: 0, start: .given(.ones([20, 2], dtype: .float64)))
    #expect(given.points.doubles.allSatisfy { $0 == 1 } && given.iterations == 0)
  }

  @Test func equalExamplesAndSingleFeaturesGiveNumbers() {
    for features in [Tensor.ones([6, 3]), Tensor((0..<6).map { [Float($0)] })] {
      let map = TSNE(features, perplexity: 2, iterations: 300)
      #expect(map.points.doubles.allSatisfy(\.isFinite) && map.divergence.isFinite)
    }
  }

  @Test func moreNeighboursThanExamplesTrap() async {
    await #expect(processExitsWith: .failure) { _ = TSNE(.ones([10, 3]), perplexity: 10) }
  }
}

/// A case of `Tests/Golden/embeddings.json`.
struct EmbeddingCase: Decodable, Sendable {
  let name: String
  let kind: String
  let config: Config
  let inputs: [GoldenTensor]
  let outputs: [GoldenTensor]

  struct Config: Decodable, Sendable {
    let perplexity: Double?
    let neighbours: Int?
  }
}
