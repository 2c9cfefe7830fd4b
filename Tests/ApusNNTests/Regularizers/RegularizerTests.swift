import ApusCore
import Testing

@testable import ApusNN

@Suite struct RegularizerTests {
  /// Catalogue W7: weights {2, 3} and {3, 4}.
  @Test func theLecturesNumbers() {
    let first = Tensor([2.0, 3.0] as [Double])
    let second = Tensor([3.0, 4.0] as [Double])
    #expect(Regularizer.l1(1)(first).item == 5)
    #expect(Regularizer.l2(1)(first).item == 13)
    #expect(Regularizer.l1(1)(first).item + Regularizer.l1(1)(second).item == 12)
    #expect(Regularizer.l2(1)(first).item + Regularizer.l2(1)(second).item == 38)
    #expect(abs(globalNorm([first]) - 13.0.squareRoot()) < 1e-15)
  }

  @Test func biasesHaveNoneUnlessAsked() throws {
    let layer = Dense(2, biasInitializer: .ones, kernelRegularizer: .l2(1))
    _ = layer(.ones([1, 3]))
    let (output, penalty) = Penalty(of: layer).collect { layer(.ones([1, 3])) }
    #expect(output.shape == [1, 2])
    #expect(try #require(penalty).item == Regularizer.l2(1)(layer.weight).item)
    #expect(Penalty(of: Dense(2)).weights() == nil)
    #expect(Penalty(of: Dense(2)).collect { Tensor.ones([1]) }.penalty == nil)
  }

  /// The gradient of λΣw² is 2λw, also through the layer's activity, and outside of `collect`
  /// nothing is kept.
  @Test func penaltiesDifferentiate() throws {
    let layer = Dense(
      2, useBias: false, kernelRegularizer: .l2(0.5), activityRegularizer: .l2(1))
    let input = Tensor([1.0, 2.0, 3.0, 4.0] as [Double], shape: [2, 2])
    _ = layer(input)
    let penalty = Penalty(of: layer)
    let (_, gradients) = valueAndGradient(at: layer.parameters) {
      penalty.collect { layer(input) }.penalty ?? Tensor(0.0 as Double)
    }
    let w = layer.weight
    // d/dW of Σ(xW)²/batch is 2 xᵀ x W / batch.
    let expected = w + matmul(input.transposed(), matmul(input, w))
    expectClose(gradients[0], expected, 1e-12)
  }

  @Test func layersDescribeTheirRules() throws {
    let dense = Dense(
      3, kernelRegularizer: .elastic(l1: 0.1, l2: 0.2), activityRegularizer: .l1(0.5),
      kernelConstraint: .maxNorm(3), biasConstraint: .nonNegative)
    let convolution = Conv2D(
      3, kernel: 2, biasRegularizer: .l2(0.1), kernelConstraint: .unitNorm(axes: [0, 1, 2]))
    for layer in [dense, convolution] as [any ConfigurableModule] {
      let type = "\(Swift.type(of: layer))"
      let configuration = LayerConfiguration(type: type, options: layer.options)
      let again = try LayerRegistry.standard.make(configuration)
      #expect(again.options == layer.options)
    }
    #expect(throws: ConfigurationError.self) {
      try LayerRegistry.standard.make(
        LayerConfiguration(
          type: "Dense", options: ["units": 2, "kernelConstraint": ["maxNorm"]]))
    }
  }
}
