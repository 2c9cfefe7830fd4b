import ApusCore
import Testing

@testable import ApusNN

/// Derivatives, weights, names and worked numbers of losses; their values are in the golden tests.
@Suite struct LossTests {
  private let probabilities = Tensor([0.21, 0.3, 0.49, 0.6, 0.1, 0.3] as [Double], shape: [2, 3])
  private let oneHot = Tensor([0.0, 1, 0, 1, 0, 0] as [Double], shape: [2, 3])

  /// Targets that a loss can take for ``probabilities``.
  private func target(_ name: String) -> Tensor {
    switch name {
    case "sparseCategoricalCrossEntropy": Tensor([Int32(1), 0])
    case "heteroscedasticGaussianNLL": Tensor([0.4, -0.3, 0.2, 0.5] as [Double], shape: [2, 2])
    case "negativeELBO": Tensor([1.0, 0, 0, 1] as [Double], shape: [2, 2])
    case "klDivergence", "reverseKLDivergence", "jensenShannon", "meanAbsolutePercentageError":
      Tensor([0.3, 0.5, 0.2, 0.1, 0.2, 0.7] as [Double], shape: [2, 3])
    default: oneHot
    }
  }

  @Test(arguments: Loss.names) func derivatives(_ name: String) throws {
    var point = probabilities
    if ["heteroscedasticGaussianNLL", "negativeELBO"].contains(name) {
      point = Tensor([0.3, 0.6, 0.2, -0.4, 0.7, 0.2, 0.5, 0.3] as [Double], shape: [2, 4])
    }
    if name == "ctc" { point = Tensor((0..<24).map { Double($0 * 7 % 11) / 5 }, shape: [2, 4, 3]) }
    let target = name == "ctc" ? Tensor([1, 2, 2, 0] as [Int32], shape: [2, 2]) : target(name)
    for reduction in Reduction.allCases {
      let loss = try Loss.named(name, options: ["reduction": .text(reduction.rawValue)])
      let weights = Tensor([0.5, 1.5] as [Double])
      expectDerivatives(at: point, tolerance: 1e-5, name) {
        loss($0, target, sampleWeights: weights)
      }
    }
  }

  @Test(arguments: Loss.names) func weightsMultiplyThePredictionsLosses(_ name: String) throws {
    guard name != "ctc" else { return }
    let width = ["heteroscedasticGaussianNLL", "negativeELBO"].contains(name) ? 4 : 3
    let point = width == 3 ? probabilities : Tensor.ones([2, 4], dtype: .float64) * 0.4
    func loss(_ reduction: Reduction, _ weights: Tensor?) throws -> Tensor {
      try Loss.named(name, options: ["reduction": .text(reduction.rawValue)])(
        point, target(name), sampleWeights: weights)
    }
    let single = try loss(.none, nil).doubles
    #expect(single.count == 2)
    let weights = Tensor([Float(0.5), 3])
    let weighted = [0.5 * single[0], 3 * single[1]]
    expectClose(try loss(.none, weights), Tensor(weighted), 1e-12)
    expectClose(try loss(.sum, weights), Tensor(weighted[0] + weighted[1]), 1e-12)
    expectClose(try loss(.mean, weights), Tensor((weighted[0] + weighted[1]) / 2), 1e-12)
    expectClose(try loss(.mean, nil), Tensor((single[0] + single[1]) / 2), 1e-12)
  }

  @Test func namesSettingsAndFormulas() throws {
    #expect(Set(Loss.names).count == Loss.names.count)
    for name in Loss.names {
      let loss = try Loss.named(name)
      #expect(try Loss.named(name, options: loss.options).options == loss.options)
      let summary = try #require(Loss.summary(of: name))
      #expect(!summary.isEmpty && summary.count < 100)
    }
    #expect(try Loss.named("huber", options: ["reduction": "sum"]).reduction == .sum)
    #expect(Loss.sumOfSquaredErrors.reduction == .sum)
    #expect(Loss.sumOfSquaredErrors.options.isEmpty && Loss.meanSquaredError.options.isEmpty)
    let wrong: [(String, [String: ConfigurationValue])] = [
      ("huber", ["delta": 0]), ("huber", ["gamma": 1]), ("mse", [:]), ("ctc", ["blank": -1]),
      ("meanSquaredError", ["reduction": "average"]), ("gaussianNLL", ["variance": -1]),
    ]
    for (name, options) in wrong {
      #expect(throws: ConfigurationError.self) { try Loss.named(name, options: options) }
    }
  }

  /// Rows W10 and W12 of the course, and Huber's line: |e| − ½.
  @Test func workedExamples() {
    let zero = Tensor([0.0, 0] as [Double], shape: [1, 2])
    #expect(gaussianKLDivergence(mean: zero, logVariance: zero).item == 0)
    let one = Tensor([1.0] as [Double], shape: [1, 1])
    #expect(
      gaussianKLDivergence(mean: one, logVariance: Tensor([0.0] as [Double], shape: [1, 1])).item
        == 0.5)
    let (left, right) = (Tensor([1.0, 0] as [Double]), Tensor([0.0, 1] as [Double]))
    #expect(abs(jensenShannon(left, left).item) < 1e-12)
    #expect(abs(jensenShannon(left, right).item - 0.6931471805599453) < 1e-5)
    #expect(huber(Tensor([3.0] as [Double]), Tensor([0.0] as [Double])).item == 2.5)
  }

  @Test func connectionistTemporalOfShorterSequences() {
    let logits = Tensor.randomNormal(
      [2, 7, 4], dtype: .float64, generator: RandomGenerator(seed: 4))
    let labels = Tensor([1, 2, 2, 3, 1, 1] as [Int32], shape: [2, 3])
    let lengths = Tensor([5, 7] as [Int32])
    let both = ctc(
      logits, labels, inputLengths: lengths, labelLengths: Tensor([2, 3] as [Int32]),
      reduction: .none
    ).doubles
    let first = ctc(
      logits[0..<1, 0..<5], Tensor([1, 2] as [Int32], shape: [1, 2]), reduction: .none)
    let second = ctc(logits[1..<2], Tensor([3, 1, 1] as [Int32], shape: [1, 3]), reduction: .none)
    #expect(abs(both[0] - first.item) < 1e-12 && abs(both[1] - second.item) < 1e-12)
    // Two equal labels need a blank between them: three frames at least.
    let tight = logits[0..<1, 0..<2]
    let doubled = Tensor([1, 1] as [Int32], shape: [1, 2])
    #expect(ctc(tight, doubled).item == .infinity)
    #expect(gradient(at: tight) { ctc($0, doubled) }.doubles.max() == 0)
  }
}
