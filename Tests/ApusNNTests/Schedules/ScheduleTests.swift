import ApusCore
import Testing

@testable import ApusNN

@Suite struct ScheduleTests {
  @Test func settingsThatAreImpossibleThrow() {
    func refused(_ name: String, _ options: [String: ConfigurationValue]) {
      #expect(throws: ConfigurationError.self) {
        try ScheduleConfiguration(name: name, options: options).makeSchedule()
      }
    }
    refused("Cosine", [:])
    refused("ConstantRate", ["rate": -1])
    refused("ConstantRate", ["rate": 1, "speed": 1])
    refused("CosineDecay", ["initialRate": 0.1, "decaySteps": 0])
    refused("PiecewiseConstantDecay", ["boundaries": [5, 5], "values": [1, 2, 3]])
    refused("PiecewiseConstantDecay", ["boundaries": [5], "values": [1]])
    refused("PiecewiseConstantDecay", ["boundaries": [5], "values": [1, "a"]])
    refused("CyclicRate", ["baseRate": 0.1, "maximalRate": 1, "shape": "square"])
    refused(
      "OneCycle", ["maximalRate": 1, "totalSteps": 9, "riseShare": 0.6, "hasThreePhases": true])
    refused("ScheduleSequence", ["first": 1, "second": 2, "steps": 3])
  }

  @Test func partsOfASequenceCountTheirOwnSteps() {
    let schedule = ConstantRate(1).then(
      ConstantRate(2).then(Warmup(to: 10, steps: 10), after: 2), after: 3)
    let rates = (0..<8).map(schedule.learningRate)
    #expect(rates == [1, 1, 1, 2, 2, 0, 1, 2])
  }

  @Test func theLastRateOfOneCycleStays() {
    let cycle = OneCycle(maximalRate: 1, totalSteps: 10)
    #expect(cycle.learningRate(at: 1000) == cycle.learningRate(at: 9))
    #expect(cycle.momentum(at: 1000) == 0.95)
  }

  /// The momentum of each update is the schedule's, where the optimizer has one.
  @Test func momentaFollowTheCycle() {
    let schedule = CyclicRate(
      baseRate: 0.1, maximalRate: 0.3, stepsUp: 2, leastMomentum: 0.5, greatestMomentum: 0.9)
    let weight = Parameter(wrappedValue: Tensor([0.0] as [Double]))
    let optimizer = SGD(momentum: 0.9)
    optimizer.schedule = schedule
    var move = 0.0
    var expected = 0.0
    for step in 0..<6 {
      optimizer.update([weight], [Tensor([1.0] as [Double])])
      move = [0.9, 0.7, 0.5, 0.7][step % 4] * move - [0.1, 0.2, 0.3, 0.2][step % 4]
      expected += move
    }
    expectClose(weight.wrappedValue, Tensor([expected]), 1e-12)
    // Without momentum there is nothing to cycle.
    let plain = SGD()
    plain.schedule = schedule
    let other = Parameter(wrappedValue: Tensor([0.0] as [Double]))
    plain.update([other], [Tensor([1.0] as [Double])])
    plain.update([other], [Tensor([1.0] as [Double])])
    expectClose(other.wrappedValue, Tensor([-0.3] as [Double]), 1e-12)
  }
}
