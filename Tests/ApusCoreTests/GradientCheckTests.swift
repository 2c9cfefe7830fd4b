import Testing

@testable import ApusCore

@Suite struct GradientCheckTests {
  private let point = Tensor([0.5, -1.2, 2.0] as [Double])

  @Test func aRightGradientPasses() {
    let check = checkGradients(at: [point]) { $0[0] * $0[0] }
    #expect(check.passes && check.greatestError < 1e-6)
  }

  @Test func aWrongGradientIsFound() {
    let check = checkGradients(at: [point], order: 1) { $0[0] * $0[0].withoutDerivative }
    #expect(!check.passes && check.mismatches.count == 3)
    #expect(abs(check.greatestError - 0.5) < 0.01)
  }

  /// A gradient that is right once and constant from then on is found in the second order only.
  @Test func aWrongSecondOrderIsFound() {
    let check = checkGradients(at: [point]) { x in
      x[0] * (2 * x[0]).withoutDerivative + (-x[0] * x[0]).withoutDerivative
    }
    #expect(check.mismatches.isEmpty == false && check.mismatches.allSatisfy { $0.order == 2 })
  }

  /// Beyond the largest number on one side: an infinite difference agrees with nothing.
  @Test func infiniteDifferencesDoNotAgree() {
    let edge = Tensor([1.7976931348623157e308] as [Double])
    #expect(!checkGradients(at: [edge], order: 1, step: 1e303) { $0[0] * 1 }.passes)
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = checkGradients(at: [Tensor([1] as [Float])]) { $0[0] }
    }
    await #expect(processExitsWith: .failure) {
      _ = checkGradients(at: [Tensor([1.0] as [Double])], order: 3) { $0[0] }
    }
  }
}
