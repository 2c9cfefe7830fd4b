import ApusCore
import Testing

@testable import ApusNN

/// The functions with a setting; the others are compared with Keras.
@Suite struct ActivationFunctionTests {
  private let points = [-30, -3.5, -1, -0.25, 0, 0.25, 2, 30]

  @Test func exponentialLinearWithAnyAlpha() {
    for alpha in [0.3, 1, 2.5] {
      let wanted = points.map { $0 > 0 ? $0 : alpha * (exp(Tensor($0)).item - 1) }
      expectClose(ActivationFunction.elu(alpha: alpha)(Tensor(points)), Tensor(wanted), 1e-14)
      let slopes = points.map { $0 > 0 ? 1 : alpha * exp(Tensor($0)).item }
      let found = gradient(at: Tensor(points)) { ActivationFunction.elu(alpha: alpha)($0).sum() }
      for (place, point) in points.enumerated() where point != 0 {
        #expect(abs(found.doubles[place] - slopes[place]) < 1e-12)
      }
    }
    let one = ActivationFunction.elu(alpha: 1)(Tensor(points))
    #expect(one.doubles == ActivationFunction.elu(Tensor(points)).doubles)
  }

  @Test func leakyWithAnySlope() {
    for slope in [0, 0.01, 0.3] {
      let function = ActivationFunction.leakyReLU(slope: slope)
      expectClose(function(Tensor(points)), Tensor(points.map { $0 > 0 ? $0 : slope * $0 }), 1e-14)
      let found = gradient(at: Tensor(points)) { function($0).sum() }.doubles
      for (place, point) in points.enumerated() where point != 0 {
        #expect(abs(found[place] - (point > 0 ? 1 : slope)) < 1e-15)
      }
    }
  }

  @Test func settingsArePartOfTheName() {
    for function in [ActivationFunction.elu(alpha: 0.5), .leakyReLU(slope: 0.01)] {
      let again = ActivationFunction(named: function.name)
      #expect(again == function)
      #expect(again?(Tensor(points)).doubles == function(Tensor(points)).doubles)
    }
    #expect(ActivationFunction(named: "elu(nan)") == nil)
    #expect(ActivationFunction(named: "relu(1)") == nil)
    #expect(ActivationFunction(named: "elu(0.5") == nil)
  }
}
