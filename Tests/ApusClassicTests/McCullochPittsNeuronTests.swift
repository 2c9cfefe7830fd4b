import ApusClassic
import Testing

@Suite struct McCullochPittsNeuronTests {
  @Test func logicalFunctions() {
    let inputs: [[Double]] = [[1, 1], [1, 0], [0, 1], [0, 0]]
    let and = McCullochPittsNeuron(weights: [1, 1], threshold: 1.5)
    let or = McCullochPittsNeuron(weights: [1, 1], threshold: 0.5)
    #expect(inputs.map { and($0) } == [1, 0, 0, 0])
    #expect(inputs.map { or($0) } == [1, 1, 1, 0])
    #expect(McCullochPittsNeuron(weights: [-1], threshold: -0.5)([1]) == 0)
    #expect(and.excitation([2, -3]) == -1)
  }

  /// At the threshold a neuron rests: y = 1 only where the sum is above θ.
  @Test func steps() {
    #expect([-1, 0, 1].map { StepFunction.binary($0) } == [0, 0, 1])
    #expect([-1, 0, 1].map { StepFunction.bipolar($0) } == [-1, -1, 1])
    #expect(StepFunction.bipolar(2, threshold: 2) == -1)
  }
}
