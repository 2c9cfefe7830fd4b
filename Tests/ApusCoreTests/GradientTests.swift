import Testing

@testable import ApusCore

@Suite struct GradientTests {
  @Test func nestedCallsGiveHigherDerivatives() {
    let x = Tensor(3.0 as Double)
    func cube(_ x: Tensor) -> Tensor { x * x * x }
    #expect(gradient(at: x, of: cube).item == 27)
    #expect(gradient(at: x) { gradient(at: $0, of: cube) }.item == 18)
    #expect(gradient(at: x) { gradient(at: $0) { gradient(at: $0, of: cube) } }.item == 6)
  }

  @Test func productsMatchDifferences() {
    let a = Tensor([0.5, -1.2, 2.0] as [Double]), b = Tensor([1.5, 0.3, -0.7] as [Double])
    expectGradients(at: [a, b]) { $0[0] * $0[1] * $0[0] + $0[1] }
  }

  @Test func innerGradientsMayUseOuterVariables() {
    // d/dy [ d/dx (x² y) ] at x = 2, y = 5: inner 2xy, outer 2x.
    let outer = gradient(at: Tensor(5.0 as Double)) { y in
      gradient(at: Tensor(2.0 as Double)) { x in x * x * y }
    }
    #expect(outer.item == 4)
  }

  @Test func aMillionOperationsDifferentiate() {
    let x = Tensor(1.0 as Double)
    let slope = gradient(at: x) { x in
      var sum = x
      for _ in 0..<1_000_000 { sum = sum + x }
      return sum
    }
    #expect(slope.item == 1_000_001)
  }

  @Test func parametersAreVariablesOnlyInsideTheCall() {
    let weight = Parameter(wrappedValue: Tensor(3.0 as Double))
    let (value, gradients) = valueAndGradient(at: [weight]) {
      weight.wrappedValue * weight.wrappedValue
    }
    #expect(value.item == 9 && gradients[0].item == 6)
    #expect(weight.node == .none)
  }
}
