import ApusCore
import ApusNN
import Testing

/// Penalties and constraints of layers that transformers are made of: Keras has them there, too.
@Suite struct TransformerRuleTests {
  private static let tokens = Tensor([[0, 1, 2], [2, 2, 1]] as [[Double]])
  private static let sequence = sin(Tensor.range(0, 24, dtype: .float64)).reshaped(to: [2, 3, 4])

  private func layers(_ regularizer: Regularizer?, _ constraint: Constraint?) -> [any Layer] {
    [
      MultiHeadAttention(
        heads: 2, kernelRegularizer: regularizer, biasRegularizer: regularizer,
        activityRegularizer: regularizer, kernelConstraint: constraint,
        biasConstraint: constraint),
      FeedForward(
        6, biasInitializer: .ones, kernelRegularizer: regularizer, biasRegularizer: regularizer,
        activityRegularizer: regularizer, kernelConstraint: constraint,
        biasConstraint: constraint),
      Embedding(
        4, 3, embeddingsRegularizer: regularizer, activityRegularizer: regularizer,
        embeddingsConstraint: constraint),
    ]
  }

  private func input(of layer: any Layer) -> Tensor {
    layer is Embedding ? Self.tokens : Self.sequence
  }

  @Test func everyWeightAndTheOutputArePenalized() throws {
    for layer in layers(.l2(0.1), nil) {
      let input = input(of: layer)
      _ = layer.build(input.shape.removing(0), dtype: .float64)
      let (output, penalty) = Penalty(of: layer).collect { layer(input) }
      let weights = layer.parameters.reduce(0.0) { $0 + $1.wrappedValue.squared.sum().item }
      // What a layer computes is penalized for each example.
      let activity = output.squared.sum().item / Double(input.shape[0])
      let found = try #require(penalty).item
      #expect(abs(found - 0.1 * (weights + activity)) < 1e-9 * found, "\(type(of: layer))")
    }
    for layer in layers(nil, nil) {
      let input = input(of: layer)
      #expect(Penalty(of: layer).collect { layer(input) }.penalty == nil)
    }
  }

  @Test func everyWeightIsConstrained() {
    for layer in layers(nil, .nonNegative) {
      let input = input(of: layer)
      _ = layer.build(input.shape.removing(0), dtype: .float64)
      for parameter in layer.parameters {
        parameter.wrappedValue = parameter.wrappedValue - 0.05
      }
      Constraints(of: layer).apply()
      for parameter in layer.parameters {
        #expect(parameter.wrappedValue.min().item >= 0, "\(type(of: layer))")
      }
    }
  }

  @Test func configurationsCarryThem() throws {
    for layer in layers(.l2(0.2), .nonNegative) {
      let model = Sequential([layer])
      let shape = input(of: layer).shape.removing(0)
      model.build(shape)
      let configuration = try ModelConfiguration(of: model)
      let again = try configuration.makeModel(inputShape: shape)
      #expect(try ModelConfiguration(of: again) == configuration)
      let made = try #require(
        (again as? Sequential)?.layers.first as? any Regularized & Constrained)
      #expect(made.regularizedParameters.count == again.parameters.count)
      #expect(made.constrainedParameters.count == again.parameters.count)
      #expect(made.activityRegularizer != nil)
    }
  }
}
