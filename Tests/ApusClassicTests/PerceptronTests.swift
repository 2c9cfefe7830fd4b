import ApusClassic
import ApusCore
import Testing

@Suite struct PerceptronTests {
  @Test(arguments: StepFunction.allCases, Perceptron.Rule.allCases)
  func learnsAndButNeverXOR(_ step: StepFunction, _ rule: Perceptron.Rule) {
    guard rule == .error || step == .bipolar else { return }
    for (table, isSeparable) in [(TruthTables.and, true), (TruthTables.xor, false)] {
      let targets = step == .bipolar ? TruthTables.bipolar(table) : table
      var perceptron = Perceptron(inputs: 2, step: step)
      let mistakes = perceptron.fit(
        TruthTables.inputs, targets, epochs: 500, rate: 0.5, rule: rule)
      #expect(mistakes.contains(0) == isSeparable)
      #expect((perceptron(TruthTables.inputs).doubles == targets.doubles) == isSeparable)
      #expect(isSeparable ? mistakes.count < 20 : mistakes.count == 500)
    }
  }

  /// One step by hand: from w = 0 the example (1, 1) with y^d = 1 gives y = 0, so every weight
  /// grows by α.
  @Test func oneStep() {
    var perceptron = Perceptron(inputs: 2)
    let mistakes = perceptron.fit(
      Tensor([[1.0, 1]] as [[Double]]), Tensor([1.0] as [Double]), epochs: 1, rate: 0.25)
    #expect(mistakes == [1] && perceptron.weights == [0.25, 0.25, 0.25])
    let again = perceptron.fit(
      Tensor([[1.0, 1]] as [[Double]]), Tensor([1.0] as [Double]), epochs: 5)
    #expect(again == [0])
  }
}
