import ApusCore
import Testing

@testable import ApusNN

/// Names, constants and gradients of activation functions; their values are in
/// `GoldenActivationTests`.
@Suite struct ActivationFunctionTests {
  private let points = [-30, -3.5, -1, -0.25, 0, 0.25, 2, 30]

  @Test func exponentialLinearWithAnyAlpha() {
    for alpha in [0.3, 1, 2.5] {
      let wanted = points.map { $0 > 0 ? $0 : alpha * (exp(Tensor($0)).item - 1) }
      expectClose(ActivationFunction.elu(alpha: alpha)(Tensor(points)), Tensor(wanted), 1e-14)
      let slopes = points.map { $0 > 0 ? 1 : alpha * exp(Tensor($0)).item }
      let found = gradient(at: Tensor(points)) { ActivationFunction.elu(alpha: alpha)($0).sum() }
      for place in points.indices { #expect(abs(found.doubles[place] - slopes[place]) < 1e-12) }
    }
  }

  @Test func leakyWithAnySlope() {
    for slope in [0, 0.01, 0.3] {
      let function = ActivationFunction.leakyReLU(slope: slope)
      expectClose(function(Tensor(points)), Tensor(points.map { $0 > 0 ? $0 : slope * $0 }), 1e-14)
      let found = gradient(at: Tensor(points)) { function($0).sum() }.doubles
      for (place, point) in points.enumerated() {
        #expect(abs(found[place] - (point > 0 ? 1 : slope)) < 1e-15)
      }
    }
  }

  @Test func constantsArePartOfTheName() {
    let functions: [ActivationFunction] = [
      .elu(alpha: 0.5), .leakyReLU(slope: 0.01), .threshold(1, default: -2), .sigmoid(beta: 2),
      .tanh(beta: -0.5), .swish(beta: 1.702), .softplus(beta: 3), .binaryStep(threshold: 0.5),
      .bipolarStep(threshold: -1), .celu(alpha: 0.3), .squareplus(b: 1), .hardShrink(limit: 1),
      .softShrink(limit: 0.1),
    ]
    for function in functions {
      let again = ActivationFunction(named: function.name)
      #expect(again == function && function.name.hasSuffix(")"), "\(function.name)")
      #expect(again?(Tensor(points)).doubles == function(Tensor(points)).doubles)
    }
    #expect(ActivationFunction.elu(alpha: 1).name == "elu")
    #expect(ActivationFunction(named: "elu(1)") == .elu)
    #expect(ActivationFunction(named: "threshold(1,-2)") == .threshold(1, default: -2))
    #expect(ActivationFunction.sigmoid(beta: 1).fused == .sigmoid)
    #expect(ActivationFunction.sigmoid(beta: 2).fused == nil)
    let wrong = [
      "elu(nan)", "relu(1)", "elu(0.5", "elu()", "elu(1,2)", "(1)", "", "elu(1))", "softplus(0)",
      "softplus(-1)", "hardShrink(-1)", "threshold(1)", "elu (1)", "elu(0x)",
    ]
    for name in wrong { #expect(ActivationFunction(named: name) == nil, "\(name)") }
  }

  @Test func everyFunctionSaysItsFormula() {
    let names = ActivationFunction.all.map(\.name)
    #expect(Set(names).count == names.count)
    for function in ActivationFunction.all {
      #expect(!function.summary.isEmpty && function.summary.count < 100, "\(function.name)")
      #expect(ActivationFunction(named: function.name) == function)
    }
  }

  /// Nothing overflows, and NaN is not hidden, except by steps' and thresholds' gradients.
  @Test func farAwayAndNotANumber() {
    let far = Tensor([-1e4, -200, -90, 90, 200, 1e4] as [Float])
    for function in ActivationFunction.all where function != .exponential && function != .glu {
      let isFinite = function(far).floats.allSatisfy(\.isFinite)
      #expect(isFinite, "\(function.name)")
      let slope = gradient(at: far) { function($0).sum() }.floats
      let isSlopeFinite = slope.allSatisfy(\.isFinite)
      #expect(isSlopeFinite, "\(function.name)")
      let value = function(Tensor([Float.nan, 1, 2, 3])).floats[0]
      #expect(value.isNaN, "\(function.name)")
    }
  }

  @Test func randomizedSlopesInTraining() {
    let layer = RReLU(lower: 0.1, upper: 0.3)
    let input = Tensor(repeating: -1, [10_000])
    let slopes = Mode.training { layer(input) }.floats.map { -Double($0) }
    #expect(slopes.allSatisfy { 0.1...0.3 ~= $0 } && Set(slopes).count > 1000)
    let mean: Double = slopes.reduce(0, +) / 10_000
    #expect(abs(mean - 0.2) < 0.003)
    #expect(layer(input).floats.allSatisfy { abs($0 + 0.2) < 1e-7 })
    let found = gradient(at: input) { x in
      RandomGenerator.with(seed: 3) { Mode.training { layer(x) } }.sum()
    }.floats
    let drawn = RandomGenerator.with(seed: 3) { Mode.training { layer(input) } }.floats
    #expect(zip(found, drawn).allSatisfy { $0 == -$1 })
  }

  @Test func layersSayWhatTheyCannotTake() {
    let settings: [(String, [String: ConfigurationValue])] = [
      ("PReLU", ["sharedAxes": [0]]), ("RReLU", ["lower": 1, "upper": 0.5]),
      ("Maxout", ["units": 3, "pieces": 0]), ("Softmax", ["axis": 9]), ("Swish", ["beta": "x"]),
    ]
    for (type, options) in settings {
      #expect(throws: ConfigurationError.self) {
        try LayerRegistry.standard.make(LayerConfiguration(type: type, options: options))
      }
    }
    #expect(throws: ConfigurationError.self) { try PReLU(sharedAxes: [2]).check([[4]]) }
    #expect(throws: ConfigurationError.self) { try Softmax(axis: 2).check([[4]]) }
    #expect(throws: ConfigurationError.self) { try Maxout(3).check([[]]) }
    #expect(throws: Never.self) { try PReLU(sharedAxes: [1]).check([[4]]) }
  }
}
