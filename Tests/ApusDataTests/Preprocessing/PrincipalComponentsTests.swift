import ApusCore
import Testing

@testable import ApusData

@Suite struct PrincipalComponentsTests {
  /// Against NumPy: `np.linalg.eigh(np.cov(x.T))` of this table.
  @Test func areThoseOfNumPy() {
    let table = Tensor(
      [
        [2.5, 2.4, 0.3], [0.5, 0.7, 1.1], [2.2, 2.9, -0.4], [1.9, 2.2, 0.8], [3.1, 3.0, 0.1],
        [2.3, 2.7, 0.6],
      ] as [[Double]])
    let found = PrincipalComponents(table, count: 3)
    let variances = [1.6034316365201016, 0.12890115189782891, 0.032667211582069165]
    let directions: [[Double]] = [
      [0.6701744007562817, 0.49433253877685174, -0.5536258788002877],
      [0.6602264185162323, -0.05629087212935496, 0.7489542135592439],
      [-0.3390683542653127, 0.8674483724241739, 0.36409610313001634],
    ]
    for (value, expected) in zip(found.variances, variances) {
      #expect(abs(value - expected) < 1e-12)
    }
    for (value, expected) in zip(found.directions.doubles, directions.joined()) {
      #expect(abs(value - expected) < 1e-12)
    }
    #expect(abs(found.totalVariance - variances.reduce(0, +)) < 1e-12)
  }

  @Test func manyFeaturesGiveTheSameAsAllOfThemTogether() {
    // Forty features with variances that fall by a tenth from one to the next, turned at random.
    let generator = RandomGenerator(seed: 3)
    let scales = Tensor((0..<40).map { Double.pow(0.9, $0) })
    let turn = Tensor.randomNormal([40, 40], dtype: .float64, generator: generator)
    let data = matmul(
      Tensor.randomNormal([300, 40], dtype: .float64, generator: generator) * scales, turn)
    let few = PrincipalComponents(data, count: 3)
    let all = PrincipalComponents(data, count: 40)
    for (value, expected) in zip(few.variances, all.variances) {
      #expect(abs(value - expected) < 1e-10 * expected)
    }
    let difference = few.directions - all.directions[0..., 0..<3]
    #expect(difference.absoluteValue.max().item < 1e-6)
    let gram = matmul(few.directions.transposed(), few.directions)
    #expect((gram - .identity(3, dtype: .float64)).absoluteValue.max().item < 1e-12)
    #expect((all.lift(all.project(data)) - data).absoluteValue.max().item < 1e-10)
  }

  @Test func constantDataAndSingleExamplesHaveNoVariance() {
    #expect(PrincipalComponents(.ones([5, 12]), count: 2).variances.allSatisfy { $0 == 0 })
    #expect(PrincipalComponents(.ones([1, 3]), count: 2).variances == [0, 0])
  }
}

extension Double {
  fileprivate static func pow(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { value, _ in value * base }
  }
}
