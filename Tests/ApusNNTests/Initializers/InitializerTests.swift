import ApusCore
import Testing

@testable import ApusNN

/// Draws of every initializer against the distribution that Keras draws from, or that its formula
/// says.
@Suite struct InitializerTests {
  static let cases = (try? GoldenCase.cases("initializers")) ?? []

  @Test func theFixturesAreThere() { #expect(Self.cases.count > 50) }

  private func initializer(_ example: GoldenCase) throws -> Initializer? {
    let config = example.config ?? [:]
    let mean = config["mean"]?.number ?? 0
    let deviation = config["stddev"]?.number ?? 0.05
    switch example.kind {
    case "VarianceScaling": return try .named("varianceScaling", options: config)
    case let name where Initializer.names.contains(name):
      return try .named(name, options: config)
    default: break
    }
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
    let make = try #require(try initializer(example))
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

  /// Every shape as a matrix of all axes but the last times the last.
  private func matrix(_ make: Initializer, _ shape: Shape) -> Tensor {
    let value = make(shape, dtype: .float64, generator: RandomGenerator(seed: 5))
    #expect(value.shape == shape)
    let columns = shape.last ?? 1
    return value.reshaped(to: [value.elementCount / columns, columns])
  }

  @Test(arguments: [[4, 4], [7, 3], [3, 7], [64, 48], [3, 3, 2, 8], [5]])
  func orthogonalMatricesKeepLengths(_ extents: [Int]) {
    for gain in [1, 0.5, 2] {
      let q = matrix(.orthogonal(gain: gain), Shape(extents))
      let (rows, columns) = (q.shape[0], q.shape[1])
      let product = rows < columns ? matmul(q, q.transposed()) : matmul(q.transposed(), q)
      let wanted = Tensor.identity(min(rows, columns), dtype: .float64) * (gain * gain)
      expectClose(product, wanted, 1e-12, "\(extents)")
    }
    let single = Initializer.orthogonal()([64, 48])
    expectClose(matmul(single.transposed(), single), .identity(48), 1e-5)
  }

  /// Entries of a random orthogonal n × n matrix have mean 0 and variance 1/n; the sign of none is
  /// favoured.
  @Test func orthogonalMatricesAreAllEquallyLikely() {
    let generator = RandomGenerator(seed: 8)
    var corners: [Double] = []
    var sum = 0.0
    for _ in 0..<2000 {
      let q = Initializer.orthogonal()([4, 4], dtype: .float64, generator: generator).doubles
      corners.append(q[0])
      sum += q[0] * q[0]
    }
    let mean: Double = corners.reduce(0, +) / 2000
    let spread: Double = 0.5 / 2000.0.squareRoot()
    #expect(abs(mean) < 5 * spread)
    #expect(abs(sum / 2000 - 0.25) < 0.025)
  }

  @Test func identityIsTheIdentity() {
    #expect(Initializer.identity()([2, 3]).floats == [1, 0, 0, 0, 1, 0])
    #expect(Initializer.identity(gain: 0.5)([2, 2]).floats == [0.5, 0, 0, 0.5])
    #expect(Initializer.identity()([3]).floats == [1, 0, 0])
    let filters = Initializer.identity()([3, 3, 2, 2])
    let image = Tensor.randomNormal([1, 5, 4, 2], generator: RandomGenerator(seed: 2))
    let layer = Conv2D(2, kernel: 3, padding: .same, useBias: false)
    layer.build([5, 4, 2])
    layer.weight = filters
    expectClose(layer(image), image, 1e-6)
  }

  @Test func nguyenAndWidrowsWeightsHaveOneLength() {
    let weights = matrix(.nguyenWidrow, [2, 9])
    let lengths = weights.squared.sum(axis: 0).doubles
    for length in lengths { #expect(abs(length.squareRoot() - 0.7 * 3) < 1e-12) }
    #expect(Set(weights.doubles).count == 18)
  }

  @Test func namesSettingsAndFormulas() throws {
    #expect(Set(Initializer.names).count == Initializer.names.count)
    for name in Initializer.names {
      let initializer = try Initializer.named(name)
      let again = try Initializer.named(name, options: initializer.options)
      #expect(again.name == name && again.options == initializer.options)
      let summary = try #require(Initializer.summary(of: name))
      #expect(!summary.isEmpty && summary.count < 100)
      for shape in [[], [4], [3, 5], [2, 2, 3, 4]] as [Shape] {
        #expect(initializer(shape).shape == shape)
      }
    }
    let wrong: [(String, [String: ConfigurationValue])] = [
      ("varianceScaling", ["mode": "fan"]), ("varianceScaling", ["scale": 0]),
      ("varianceScaling", ["distribution": 3]), ("fanInUniform", ["a": -1]), ("he", [:]),
      ("uniform", ["low": 1, "high": 1]), ("glorotUniform", ["scale": 2]),
    ]
    for (name, options) in wrong {
      #expect(throws: ConfigurationError.self) { try Initializer.named(name, options: options) }
    }
  }
}
