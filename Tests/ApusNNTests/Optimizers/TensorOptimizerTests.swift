import ApusCore
import Testing

@testable import ApusNN

/// Rules of one's own, written in tensors.
@Suite struct TensorOptimizerTests {
  /// ``SGD`` with momentum, in tensors.
  private final class HeavyBall: TensorOptimizer {
    init(learningRate: some LearningRateSource = 0.1) {
      super.init(learningRate: learningRate, ["velocity"])
    }

    override var options: [String: ConfigurationValue] { ["momentum": 0.5] }

    override func moved(_ value: Tensor, by gradient: Tensor, _ state: inout [Tensor]) -> Tensor {
      state[0] = state[0] * 0.5 - gradient * learningRate
      return value + state[0]
    }
  }

  private func parameters() -> [(name: String, parameter: Parameter)] {
    [
      ("weight", Parameter(wrappedValue: Tensor([1, -2, 3] as [Double]))),
      ("bias", Parameter(wrappedValue: Tensor([0.5] as [Double]))),
    ]
  }

  private func train(
    _ optimizer: any Optimizer, _ named: [(name: String, parameter: Parameter)], steps: Int
  ) -> [[Double]] {
    let all = named.map(\.parameter)
    for _ in 0..<steps { optimizer.update(all, all.map { $0.wrappedValue * 2 }) }
    return all.map { $0.wrappedValue.doubles }
  }

  @Test func aRuleInTensorsIsTheFusedOne() {
    let rates = ExponentialDecay(initialRate: 0.1, decaySteps: 2, decayRate: 0.5)
    let own = train(HeavyBall(learningRate: rates), parameters(), steps: 5)
    let fused = train(SGD(learningRate: rates, momentum: 0.5), parameters(), steps: 5)
    for (a, b) in zip(own, fused) {
      #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-15 }, "\(a) \(b)")
    }
  }

  @Test func aCheckpointGoesOnToTheSameBits() throws {
    let whole = train(HeavyBall(), parameters(), steps: 6)
    let named = parameters()
    let first = HeavyBall()
    _ = train(first, named, steps: 4)
    let state = first.state(of: named)
    #expect(state.step == 4 && state.tensors.keys.sorted() == ["bias.velocity", "weight.velocity"])
    let second = HeavyBall()
    try second.restore(state, of: named)
    #expect(train(second, named, steps: 2) == whole && second.step == 6)
    #expect(second.configuration.name == "HeavyBall")
    #expect(second.configuration.options["momentum"] == 0.5)
    #expect(second.configuration.options["learningRate"] == .number(0.1))
  }

  @Test func statesThatDoNotFitThrow() {
    let (named, optimizer) = (parameters(), HeavyBall())
    for (step, tensors) in [
      (-1, [:]), (1, ["other.velocity": Tensor([1.0] as [Double])]),
      (1, ["bias.velocity": Tensor([1] as [Float])]),
      (1, ["weight.velocity": Tensor([1, 2] as [Double])]),
    ] as [(Int, [String: Tensor])] {
      #expect(throws: OptimizerStateError.self) {
        try optimizer.restore(OptimizerState(step: step, tensors: tensors), of: named)
      }
    }
    #expect(optimizer.step == 0)
  }
}
