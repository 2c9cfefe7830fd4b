import Testing

@testable import ApusCore

@Suite struct MultinomialTests {
  @Test func drawsFollowTheWeights() {
    let weights = Tensor([[1.0, 0, 3, 4], [0, 1, 0, 0]])
    let draws = multinomial(weights, count: 40_000, generator: RandomGenerator(seed: 3))
    #expect(draws.type == TensorType([2, 40_000], .int32))
    let shares = draws[0].oneHot(depth: 4).mean(axis: 0).doubles
    for (share, wanted) in zip(shares, [0.125, 0, 0.375, 0.5]) {
      #expect(abs(share - wanted) < 0.01)
    }
    #expect(shares[1] == 0 && draws[1].min().item == 1 && draws[1].max().item == 1)
    let again = multinomial(weights, count: 40_000, generator: RandomGenerator(seed: 3))
    #expect(again.array(of: Int32.self) == draws.array())
  }

  @Test func withoutReplacementNothingComesTwice() {
    let weights = Tensor([0.1, 0.0, 5, 1, 1e-30])
    for seed in 0..<50 {
      let draws = multinomial(
        weights, count: 4, replacement: false, generator: RandomGenerator(seed: UInt64(seed)))
      #expect(draws.doubles.sorted() == [0, 2, 3, 4])
    }
    #expect(multinomial(weights, count: 0).shape == [0])
    #expect(multinomial(softmax(Tensor([-1e4, 0])), count: 3).doubles == [1, 1, 1])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = multinomial(Tensor([0.0, 0]), count: 1) }
    await #expect(processExitsWith: .failure) { _ = multinomial(Tensor([-1.0, 2]), count: 1) }
    await #expect(processExitsWith: .failure) { _ = multinomial(Tensor([.nan, 2]), count: 1) }
    await #expect(processExitsWith: .failure) { _ = multinomial(Tensor([1, 2]), count: 1) }
    await #expect(processExitsWith: .failure) {
      _ = multinomial(Tensor([1.0, 0]), count: 2, replacement: false)
    }
  }
}
