import CApusKernels
import Testing

@testable import ApusCore

@Suite struct RandomTensorsTests {
  private struct Moments {
    var mean = 0.0, variance = 0.0, skewness = 0.0, kurtosis = 0.0

    init(_ values: [Double]) {
      let n = Double(values.count)
      mean = values.reduce(0, +) / n
      for value in values {
        let d = value - mean
        variance += d * d / n
        skewness += d * d * d / n
        kurtosis += d * d * d * d / n
      }
      let deviation = variance.squareRoot()
      skewness /= variance * deviation
      kurtosis /= variance * variance
    }
  }

  /// χ² of `values` over `bins` equally likely bins of [0, 1).
  private func chiSquare(_ values: [Double], bins: Int) -> Double {
    var counts = [Double](repeating: 0, count: bins)
    for value in values { counts[Int(value * Double(bins))] += 1 }
    let expected = Double(values.count) / Double(bins)
    return counts.map { ($0 - expected) * ($0 - expected) / expected }.reduce(0, +)
  }

  private let generator = RandomGenerator(seed: 2024)
  private let count = 200_000

  @Test(arguments: [DType.float32, .float64, .bfloat16]) func uniformIsEven(_ dtype: DType) {
    let values = Tensor.randomUniform([count], dtype: dtype, generator: generator).doubles
    let moments = Moments(values)
    #expect(abs(moments.mean - 0.5) < 0.003 && abs(moments.variance - 1 / 12.0) < 0.001)
    if dtype != .bfloat16 {
      #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
      // 99 degrees of freedom: above 148 once in a thousand.
      #expect(chiSquare(values, bins: 100) < 148)
    }
  }

  @Test func uniformKeepsToItsBounds() {
    let values = Tensor.randomUniform([10_000], from: 1, to: 1 + 0x1p-22, generator: generator)
    #expect(values.floats.allSatisfy { $0 >= 1 && $0 < 1 + 0x1p-22 })
    let wide = Tensor.randomUniform([10_000], from: -7, to: 3, generator: generator).doubles
    #expect(abs(Moments(wide).mean + 2) < 0.12)
  }

  @Test(arguments: [DType.float32, .float64, .bfloat16]) func normalHasItsMoments(_ dtype: DType) {
    let values = Tensor.randomNormal(
      [count], mean: 2, standardDeviation: 3, dtype: dtype, generator: generator
    ).doubles.map { ($0 - 2) / 3 }
    let moments = Moments(values)
    #expect(abs(moments.mean) < 0.01 && abs(moments.variance - 1) < 0.015)
    #expect(abs(moments.skewness) < 0.025 && abs(moments.kurtosis - 3) < 0.05)
    // Parts beyond one, two and three standard deviations.
    for (bound, part) in [(1.0, 0.31731), (2, 0.0455), (3, 0.0027)] {
      let found = Double(values.count { abs($0) > bound }) / Double(count)
      #expect(abs(found - part) < 4 * (part / Double(count)).squareRoot() + 0.002)
    }
  }

  @Test(arguments: [DType.float32, .float64]) func truncatedNormalIsCutAtTwo(_ dtype: DType) {
    let values = Tensor.randomTruncatedNormal([count], dtype: dtype, generator: generator).doubles
    #expect(values.allSatisfy { abs($0) <= 2 })
    let moments = Moments(values)
    #expect(abs(moments.mean) < 0.01 && abs(moments.variance - 0.77374) < 0.01)
    #expect(values.contains { $0 > 1.99 } && values.contains { $0 < -1.99 })
  }

  @Test func bernoulliHasItsProbability() {
    let quarter = Tensor.randomBernoulli([count], probability: 0.25, generator: generator)
    #expect(quarter.dtype == .bool)
    #expect(abs(quarter.doubles.reduce(0, +) / Double(count) - 0.25) < 0.004)
    let all = Tensor.randomBernoulli([100], probability: 1, dtype: .float32, generator: generator)
    #expect(all.floats.allSatisfy { $0 == 1 })
    let none = Tensor.randomBernoulli([100], probability: 0, generator: generator)
    #expect(none.doubles.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [DType.int64, .int32, .uint8, .float32])
  func integersAreEven(_ dtype: DType) {
    let values = Tensor.randomIntegers(
      [count], from: 3, below: 10, dtype: dtype, generator: generator
    ).doubles
    #expect(chiSquare(values.map { ($0 - 3) / 7 + 1e-9 }, bins: 7) < 22.5)
  }

  @Test func integersCoverTheWholeRange() {
    let wide = Tensor.randomIntegers([1000], from: .min, below: .max, generator: generator)
    let values = wide.array(of: Int64.self)
    #expect(values.contains { $0 < 0 } && values.contains { $0 > 0 })
    // A count just above 2⁶³ makes nearly every second draw one that must be repeated.
    let uneven = Tensor.randomIntegers(
      [10_000], from: .min, below: 1000, generator: generator
    ).array(of: Int64.self)
    let mean = uneven.map(Double.init).reduce(0, +) / 10_000
    #expect(abs(mean / 0x1p62 + 1) < 0.03)
  }

  @Test func threadsDoNotChangeTheBits() {
    let before = apus_thread_count()
    defer { apus_set_thread_count(before) }
    func draw(_ threads: Int32) -> [[Double]] {
      apus_set_thread_count(threads)
      let generator = RandomGenerator(seed: 77)
      let shape: Shape = [100_003]
      return [
        Tensor.randomUniform(shape, generator: generator).doubles,
        Tensor.randomNormal(shape, dtype: .float64, generator: generator).doubles,
        Tensor.randomTruncatedNormal(shape, generator: generator).doubles,
        Tensor.randomIntegers(shape, below: 1_000_000_007, generator: generator).doubles,
        dropout(Tensor.ones(shape), rate: 0.3, generator: generator).doubles,
      ]
    }
    #expect(draw(1) == draw(3))
  }

  @Test func aSmallerTensorIsTheBeginningOfALargerOne() {
    let state = RandomGenerator.State(seed: 8, stream: 3)
    let all = Tensor.randomNormal([1000], generator: RandomGenerator(state: state)).floats
    for count in [0, 1, 17, 31, 32, 33, 500] {
      let some = Tensor.randomNormal([count], generator: RandomGenerator(state: state)).floats
      #expect(some == Array(all[..<count]))
    }
  }

  @Test func nothingIsDrawnOnMeta() {
    let generator = RandomGenerator(seed: 1)
    let tensor = Device.with(.meta) { Tensor.randomNormal([3, 4], generator: generator) }
    #expect(tensor.device == .meta && tensor.shape == [3, 4] && generator.state.stream == 0)
    _ = dropout(Tensor.meta([3]), rate: 0.5, generator: generator)
    #expect(generator.state.stream == 0)
  }
}
