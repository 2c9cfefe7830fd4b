import Testing

@testable import ApusCore

@Suite struct RandomGeneratorTests {
  @Test func aStateRepeats() {
    let generator = RandomGenerator(seed: 5)
    _ = generator.next()
    let state = generator.state
    let first = (generator.uniform(), generator.normal(), generator.permutation(10))
    generator.state = state
    #expect(generator.uniform() == first.0)
    #expect(generator.normal() == first.1)
    #expect(generator.permutation(10) == first.2)
    #expect(generator.state.stream == state.stream + 3)
    #expect(RandomGenerator(state: state).uniform() == first.0)
  }

  @Test func theCurrentGeneratorIsTheInnermost() {
    let a = RandomGenerator.with(seed: 1) { Tensor.randomUniform([4]).floats }
    let b = RandomGenerator.with(seed: 1) {
      _ = RandomGenerator.with(seed: 2) { Tensor.randomUniform([4]) }
      return Tensor.randomUniform([4]).floats
    }
    let c = RandomGenerator.with(seed: 2) { Tensor.randomUniform([4]).floats }
    #expect(a == b && a != c)
  }

  /// Σ (count − expected)² / expected.
  private func chiSquare(_ counts: [Int], expected: Double) -> Double {
    counts.reduce(0.0) { (sum: Double, count: Int) -> Double in
      let distance = Double(count) - expected
      return sum + distance * distance / expected
    }
  }

  @Test func scalarsStayInTheirRanges() {
    let generator = RandomGenerator(seed: 3)
    var counts = [Int](repeating: 0, count: 6)
    var sum = 0.0
    for _ in 0..<6000 {
      counts[generator.integer(below: 6)] += 1
      let x = generator.uniform(from: -2, to: -1)
      #expect(x >= -2 && x < -1)
      sum += x
    }
    // χ² with five degrees of freedom: above 20.5 once in a thousand.
    #expect(chiSquare(counts, expected: 1000) < 20.5)
    let spread: Double = 1 / (12.0 * 6000).squareRoot()
    #expect(abs(sum / 6000 + 1.5) < 4 * spread)
    #expect((0..<1000).filter { _ in generator.boolean(probability: 0.25) }.count < 320)
    #expect(!generator.boolean(probability: 0) && generator.boolean(probability: 1))
  }

  @Test func permutationsAreAllEquallyLikely() {
    let generator = RandomGenerator(seed: 4)
    #expect(generator.permutation(0).isEmpty && generator.permutation(1) == [0])
    #expect(generator.permutation(1000).sorted() == Array(0..<1000))
    var counts: [[Int]: Int] = [:]
    for _ in 0..<2400 { counts[generator.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    // χ² with 23 degrees of freedom: above 49.7 once in a thousand.
    #expect(chiSquare(Array(counts.values), expected: 100) < 49.7)
  }

  @Test func threadsGetStreamsOfTheirOwn() async {
    let generator = RandomGenerator(seed: 9)
    let drawn = await withTaskGroup(of: [UInt64].self) { group in
      for _ in 0..<4 { group.addTask { (0..<500).map { _ in generator.next() } } }
      return await group.reduce(into: Set<UInt64>()) { $0.formUnion($1) }
    }
    #expect(drawn.count == 2000 && generator.state.stream == 2000)
  }
}
