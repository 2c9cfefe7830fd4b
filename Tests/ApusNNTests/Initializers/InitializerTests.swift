import ApusCore
import Testing

@testable import ApusNN

/// Draws of every initializer against the distribution that Keras draws from.
@Suite struct InitializerTests {
  static let cases = (try? GoldenFile.cases("initializers")) ?? []

  @Test func theFixturesAreThere() { #expect(Self.cases.count > 50) }

  private func initializer(_ example: GoldenCase) -> Initializer? {
    let config = example.config ?? [:]
    let mean = config["mean"]?.number ?? 0
    let deviation = config["stddev"]?.number ?? 0.05
    return switch example.kind {
    case "GlorotUniform": .glorotUniform
    case "GlorotNormal": .glorotNormal
    case "HeUniform": .heUniform
    case "HeNormal": .heNormal
    case "LecunUniform": .lecunUniform
    case "LecunNormal": .lecunNormal
    case "RandomUniform":
      .uniform(from: config["minval"]?.number ?? -0.05, to: config["maxval"]?.number ?? 0.05)
    case "RandomNormal": .randomNormal(mean: mean, standardDeviation: deviation)
    case "TruncatedNormal": .truncatedNormal(mean: mean, standardDeviation: deviation)
    default: nil
    }
  }

  @Test(arguments: cases) func drawsAreDistributedAsInKeras(_ example: GoldenCase) throws {
    let make = try #require(initializer(example))
    let shape = Shape(try #require(example.shape))
    let mean = try #require(example.mean)
    let deviation = try #require(example.standardDeviation)
    if let input = example.fanIn, let output = example.fanOut {
      let fans = Fans(of: shape)
      #expect(fans.input == input && fans.output == output)
    }
    // Small shapes are drawn often enough for statistics.
    let generator = RandomGenerator(seed: 11)
    var draws: [Float] = []
    while draws.count < 40_000 { draws += make(shape, generator: generator).floats }
    let values = draws.map(Double.init)
    let count = Double(values.count)
    let average = values.reduce(0, +) / count
    #expect(abs(average - mean) < 5 * deviation / count.squareRoot())
    let spread = (values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / count).squareRoot()
    #expect(abs(spread / deviation - 1) < 0.02)
    if let lower = example.lower { #expect(values.allSatisfy { $0 >= lower - 1e-6 * abs(lower) }) }
    if let upper = example.upper { #expect(values.allSatisfy { $0 <= upper + 1e-6 * abs(upper) }) }
    for quantile in try #require(example.quantiles) {
      let below = Double(values.count { $0 <= quantile[1] }) / count
      let error = (quantile[0] * (1 - quantile[0]) / count).squareRoot()
      #expect(abs(below - quantile[0]) < 5 * error, "share below \(quantile[1])")
    }
  }

  @Test func constantsAreConstant() {
    #expect(Initializer.zeros([3]).floats == [0, 0, 0])
    #expect(Initializer.ones([2], dtype: .float64).doubles == [1, 1])
    #expect(Initializer.constant(0.5)([2]).floats == [0.5, 0.5])
  }
}
