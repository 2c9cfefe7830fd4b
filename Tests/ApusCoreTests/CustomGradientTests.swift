import Testing

@testable import ApusCore

/// ln(1 + eˣ) with its derivative given.
private func softplus(_ x: Tensor) -> Tensor {
  customGradient(at: x) {
    log(1 + exp($0))
  } product: { x, _, v in
    v * sigmoid(x)
  }
}

@Suite struct CustomGradientTests {
  private static let x = Tensor([-1.5, 0.25, 2.0] as [Double])

  @Test func theProductTakesTheTapesPlace() {
    let slope = gradient(at: Self.x) {
      customGradient(at: $0) {
        3 * $0
      } product: { _, _, v in
        7 * v
      }.sum()
    }
    #expect(slope.doubles == [7, 7, 7])
    // Straight through a step whose slope is 0.
    let passed = gradient(at: Self.x) { x in
      let spike = customGradient(at: x) {
        ($0 .> 0).cast(to: $0.dtype)
      } product: { _, _, v in
        v
      }
      #expect(spike.doubles == [0, 1, 1])
      return (spike * 2).sum()
    }
    #expect(passed.doubles == [2, 2, 2])
    // An output that is the input itself.
    let reversed = gradient(at: Self.x) {
      (customGradient(at: $0) {
        $0
      } product: { _, _, v in
        -v
      } * $0).sum()
    }
    #expect(reversed.doubles.allSatisfy { $0 == 0 })
  }

  @Test func productsOfTensorsDifferentiateAgain() {
    expectGradients(at: [Self.x]) { softplus($0[0]) * $0[0] }
    let third = gradient(at: Tensor(0.5 as Double)) {
      gradient(at: $0) { gradient(at: $0, of: softplus) }
    }
    let s = 1 / (1 + 1 / 1.6487212707001282)
    #expect(abs(third.item - s * (1 - s) * (1 - 2 * s)) < 1e-12)
  }

  /// The product reads an output: y = eˣ, so vᵀJ = v y, and the second derivative goes through y.
  @Test func productsMayReadOutputs() {
    expectGradients(at: [Self.x]) { points in
      customGradient(at: points[0]) {
        exp($0)
      } product: { _, y, v in
        v * y
      } * points[0]
    }
  }

  @Test func severalInputsAndOutputs() {
    let a = Tensor([0.5, -1.2] as [Double]), b = Tensor([1.5, 0.3] as [Double])
    func both(_ points: [Tensor]) -> [Tensor] {
      customGradient(at: points) {
        [$0[0] * $0[1], $0[0] + $0[1], Tensor([1, 2] as [Int32])]
      } product: { inputs, outputs, v in
        #expect(v.count == 3 && v[2].dtype == .int32)
        return [v[0] * inputs[1] + v[1], v[0] * inputs[0] + v[1]]
      }
    }
    expectGradients(at: [a, b]) { both($0)[0] * 2 + both($0)[1] }
    // One output is used, the other's cotangent is 0; no gradient is a gradient of 0.
    #expect(gradient(at: [a, b]) { both($0)[1].sum() }[0].doubles == [1, 1])
    let half = gradient(at: [a, b]) {
      customGradient(at: $0) {
        [$0[0] * $0[1]]
      } product: { inputs, _, v in
        [v[0] * inputs[1], nil]
      }[
        0
      ].sum()
    }
    #expect(half[0].doubles == b.doubles && half[1].doubles == [0, 0])
  }

  @Test func outsideOfGradientCallsItIsTheFunction() {
    #expect(softplus(Self.x).doubles == log(1 + exp(Self.x)).doubles)
    let traced = trace([TensorType([3], .float64)]) { [softplus($0[0])] }
    #expect(traced.steps.map(\.name) == ["exp", "add_scalar", "log"])
    let meta = Device.with(.meta) { softplus(.meta([3], dtype: .float64)) }
    #expect(meta.shape == [3])
    struct Refusal: Error {}
    #expect(throws: Refusal.self) {
      _ = try gradient(at: Self.x) {
        try customGradient(at: $0) { _ in
          throw Refusal()
        } product: { _, _, v in
          v
        }
      }
    }
  }

  @Test func whatCannotBeDifferentiatedTraps() async {
    await #expect(processExitsWith: .failure) {
      let x = Tensor([1.0] as [Double])
      _ = gradient(at: x) { x in
        customGradient(at: Tensor(2.0 as Double)) {
          $0 * x.sum()
        } product: { _, _, v in
          v
        }
      }
    }
    await #expect(processExitsWith: .failure) {
      let x = Tensor([1.0] as [Double])
      _ = gradient(at: x) { x in
        customGradient(at: Tensor(2.0 as Double)) { _ in
          x
        } product: { _, _, v in
          v
        }.sum()
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = gradient(at: Tensor([1.0, 2] as [Double])) {
        customGradient(at: $0) {
          $0
        } product: { _, _, v in
          v.sum()
        }.sum()
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = gradient(at: Tensor(3.0 as Double)) {
        gradient(at: $0) {
          customGradient(at: $0, isDifferentiableOnce: true) {
            $0 * $0
          } product: { x, _, v in
            Tensor(2 * x.item * v.item)
          }
        }
      }
    }
  }

  @Test func onceIsOnce() {
    let slope = gradient(at: Tensor(3.0 as Double)) {
      customGradient(at: $0, isDifferentiableOnce: true) {
        $0 * $0
      } product: { x, _, v in
        Tensor(2 * x.item * v.item)
      }
    }
    #expect(slope.item == 6)
  }
}
