import ApusNN
import Testing

@testable import ApusTraining

/// Each rule on curves worked out by hand.
@Suite struct StoppingRuleTests {
  private func epochs(
    _ rule: any StoppingRule, _ curve: [Double], monitor: String = "val_loss"
  ) throws -> (epochs: Int, reason: String?) {
    try CurveDriver().run(curve, named: monitor) { .earlyStopping(rule, monitor: monitor) }
  }

  @Test func theFirstRise() throws {
    let simple = SuccessiveRises(1, strip: 1)
    #expect(try epochs(simple, [5, 4, 4, 3, 3.5, 2]).epochs == 5)
    #expect(try epochs(simple, [5, 4, 4, 3]).reason == nil)
    #expect(try epochs(simple, [0.5, 0.6, 0.55], monitor: "val_accuracy").epochs == 3)
  }

  @Test func generalizationLoss() throws {
    // E_opt = 2 after epoch 3; GL of 2.1 is 5, which is not above 5; of 2.2 it is 10.
    let curve = [4, 3, 2, 2.1, 2.05, 2.2, 1]
    #expect(try epochs(GeneralizationLoss(5.0001), curve).epochs == 6)
    #expect(try epochs(GeneralizationLoss(4), curve).epochs == 4)
    #expect(try epochs(GeneralizationLoss(11), curve).reason == nil)
    #expect(try epochs(GeneralizationLoss(5), [0, 0, 0.1]).epochs == 3)
    #expect(throws: TrainingError.self) {
      try epochs(GeneralizationLoss(5), [1], monitor: "val_accuracy")
    }
  }

  @Test func successiveRisesOfStrips() throws {
    // Ends of strips of 2: 4, 3, 3.5, 3.6, 3.2, 3.3, 3.4, 3.5.
    let curve = [9, 4, 1, 3, 8, 3.5, 0, 3.6, 9, 3.2, 0, 3.3, 9, 3.4, 0, 3.5]
    #expect(try epochs(SuccessiveRises(1, strip: 2), curve).epochs == 6)
    #expect(try epochs(SuccessiveRises(2, strip: 2), curve).epochs == 8)
    #expect(try epochs(SuccessiveRises(3, strip: 2), curve).epochs == 16)
    #expect(try epochs(SuccessiveRises(4, strip: 2), curve).reason == nil)
    #expect(try epochs(SuccessiveRises(1), [1, 2, 3, 4, 5, 1, 2, 3, 4, 5.5]).epochs == 10)
  }

  @Test func aValueReached() throws {
    #expect(try epochs(ValueReached(0.1), [1, 0.2, 0.1, 0.05], monitor: "loss").epochs == 3)
    #expect(try epochs(ValueReached(0.9), [0.5, 0.95], monitor: "accuracy").epochs == 2)
    #expect(try epochs(ValueReached(0.1), [1, .nan], monitor: "loss").reason == nil)
  }

  @Test func whatIsNotANumberIsTheWorst() throws {
    #expect(try epochs(SuccessiveRises(1, strip: 1), [.nan, 3, 2, .nan]).epochs == 4)
    #expect(try epochs(SuccessiveRises(3, strip: 1), [3, .nan, .nan, .nan]).epochs == 4)
    #expect(try epochs(SuccessiveRises(1, strip: 1), [.nan, 3, 2]).reason == nil)
    #expect(
      try epochs(SuccessiveRises(2, strip: 1), [0.5, .nan, .nan], monitor: "accuracy").epochs == 3)
    #expect(try epochs(GeneralizationLoss(5), [.nan, 3, .nan]).epochs == 3)
    #expect(try epochs(GeneralizationLoss(5), [.nan, 3, 2]).reason == nil)
    #expect(try epochs(Patience(2), [.nan, 3, .nan, .nan]).epochs == 4)
    for (curve, best) in [([.nan, 3, 1, .nan, 2], 3.0), ([.nan, .nan], 1), ([2, .nan, .nan], 1)] {
      let driver = CurveDriver()
      try driver.run(curve) { .earlyStopping(ValueReached(0), restoreBestWeights: true) }
      #expect(driver.weight == best)
    }
    let lowered = CurveDriver()
    try lowered.run([.nan, .nan, .nan]) { .reduceLROnPlateau(patience: 2) }
    #expect(lowered.trainer.optimizer.learningRate < 0.1)
  }

  @Test func bestWeightsComeBackUnderEveryRule() throws {
    let driver = CurveDriver()
    try driver.run([3, 1, 1.2, 1.3]) {
      .earlyStopping(GeneralizationLoss(25), restoreBestWeights: true)
    }
    #expect(driver.weight == 2)
  }

  @Test func whatIsNotThereCannotBeMonitored() {
    #expect(throws: TrainingError.self) {
      try CurveDriver().run([1], named: "loss") { .earlyStopping(patience: 1) }
    }
    #expect(throws: TrainingError.self) {
      try CurveDriver().run([1], named: "f1") { .earlyStopping(monitor: "f1") }
    }
  }
}
