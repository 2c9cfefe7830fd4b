import ApusCore
import Foundation
import Testing

@testable import ApusNN

@Suite struct ExponentialDecayTests {
  /// Keras 3.15: `keras.optimizers.schedules.ExponentialDecay(0.1, 1000, 0.9)(step)`.
  @Test func matchesKeras() {
    let smooth = ExponentialDecay(initialRate: 0.1, decaySteps: 1000, decayRate: 0.9)
    let expected: [(Int, Double)] = [
      (0, 0.1), (1, 0.09998947), (500, 0.09486833), (1000, 0.09), (2500, 0.07684334),
    ]
    for (step, rate) in expected {
      #expect(abs(smooth.learningRate(at: step) - rate) < 1e-6 * rate)
    }
    let steps = ExponentialDecay(
      initialRate: 0.1, decaySteps: 1000, decayRate: 0.9, staircase: true)
    #expect(steps.learningRate(at: 999) == 0.1)
    #expect(abs(steps.learningRate(at: 2999) - 0.081) < 1e-12)
  }

  /// The rate of every update is the schedule's, also after a restart from a checkpoint's state.
  @Test func optimizersFollowIt() throws {
    func optimizer() -> SGD {
      let optimizer = SGD()
      optimizer.schedule = ExponentialDecay(initialRate: 1, decaySteps: 1, decayRate: 0.5)
      return optimizer
    }
    let first = optimizer()
    let weight = Parameter(wrappedValue: Tensor([0] as [Float]))
    let one = Tensor([1] as [Float])
    first.update([weight], [one])
    first.update([weight], [one])
    #expect(weight.wrappedValue.floats == [-1.5])
    #expect(first.learningRate == 0.5)
    let second = optimizer()
    try second.restore(first.state(of: [("w", weight)]), of: [("w", weight)])
    second.update([weight], [one])
    #expect(weight.wrappedValue.floats == [-1.75])
  }

  @Test func noStepsTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = ExponentialDecay(initialRate: 1, decaySteps: 0, decayRate: 0.5)
    }
  }
}
