import ApusCore
import Testing

@testable import ApusNN

@Suite struct ConstraintsTests {
  /// After an update and `apply` the weights are within; what has no constraint stays.
  @Test func weightsAreWithinAfterEachUpdate() {
    let dense = Dense(4, kernelConstraint: .unitNorm(), biasConstraint: .nonNegative)
    let free = Dense(2)
    let model = Sequential([dense, free])
    _ = model(.ones([1, 3]))
    let constraints = Constraints(of: model)
    let optimizer = SGD(learningRate: 0.5)
    for step in 0..<3 {
      let parameters = model.parameters
      let gradients = parameters.map {
        Tensor(repeating: Double(step) - 0.5, $0.wrappedValue.shape)
      }
      optimizer.update(parameters, gradients)
      let before = free.weight.floats
      constraints.apply()
      let norms = sqrt((dense.weight * dense.weight).sum(axis: 0))
      expectClose(norms, .ones([4]), 1e-5)
      #expect(dense.bias?.wrappedValue.floats.allSatisfy { $0 >= 0 } == true)
      #expect(free.weight.floats == before)
    }
  }
}
