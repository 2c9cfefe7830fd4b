import Testing

@testable import ApusCore

@Suite struct LinearTests {
  @Test func agreesWithPyTorch() throws {
    let names: [String: FusedActivation] = [
      "linear": .none, "relu": .relu, "tanh": .tanh, "sigmoid": .sigmoid,
    ]
    for golden in try GoldenCase.read("primitives", kinds: ["linear"]) {
      guard let activation = names[golden.text("activation")] else { continue }
      golden.check {
        [linear($0[0], $0[1], $0.count > 2 ? $0[2] : nil, activation: activation)]
      }
      golden.inFloat32.check(tolerance: 2e-6) {
        [linear($0[0], $0[1], $0.count > 2 ? $0[2] : nil, activation: activation)]
      }
    }
  }

  @Test(arguments: FusedActivation.allCases)
  func gradientsMatchDifferences(_ activation: FusedActivation) {
    expectGradients(at: [pattern([3, 4]), pattern([4, 5], 1), pattern([5], 2)]) {
      linear($0[0], $0[1], $0[2], activation: activation)
    }
    expectGradients(at: [pattern([2, 3, 4]), pattern([4, 2], 1)]) {
      linear($0[0], $0[1], activation: activation)
    }
  }

  @Test(arguments: FusedActivation.allCases)
  func isTheProductPlusBiasThroughTheActivation(_ activation: FusedActivation) {
    let x = pattern([128, 300]).cast(to: .float32)
    let weight = (pattern([300, 200], 1) * 0.1).cast(to: .float32)
    let bias = pattern([200], 2).cast(to: .float32)
    let sum = matmul(x, weight) + bias
    let expected: Tensor =
      switch activation {
      case .none: sum
      case .relu: relu(sum)
      case .tanh: tanh(sum)
      case .sigmoid: sigmoid(sum)
      }
    let fused = linear(x, weight, bias, activation: activation)
    #expect(relativeError(fused.doubles, expected.doubles) <= 1e-5)
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) { _ = linear(.zeros([2, 3]), .zeros([4, 5])) }
    await #expect(processExitsWith: .failure) {
      _ = linear(.zeros([2, 3]), .zeros([3, 5]), .zeros([4]))
    }
  }
}
