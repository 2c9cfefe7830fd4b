import ApusCore

extension MultilayerPerceptron {
  /// The gradients in the matrix form: all neurons of a layer and all examples at once.
  ///
  /// δ^L = (ŷ − y) ⊙ f′(z^L), or ŷ − y with the cross-entropy;
  /// δ^l = ((W^(l+1))ᵗ δ^(l+1)) ⊙ f′(z^l);
  /// ∂C/∂W^l = (1/m) Σ δ^l (a^(l−1))ᵗ, ∂C/∂b^l = (1/m) Σ δ^l.
  /// Examples are rows here, so every product stands transposed.
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - targets: [examples, outputs].
  /// - Source: lecture S2:925–1440, catalogue C3.
  public func gradientsInMatrixForm(_ inputs: Tensor, _ targets: Tensor) -> Gradients {
    let (inputs, targets) = checked(inputs, targets)
    var activations = [inputs]
    for layer in weights.indices {
      activations.append(function(of: layer)(sum(activations[layer], layer)))
    }
    let result = activations[weights.count]
    var error = result - targets
    if cost == .squaredError { error = error * output.slope(result) }

    let share = 1 / Double(inputs.shape[0])
    var (ofWeights, ofBiases) = (weights, biases)
    for layer in weights.indices.reversed() {
      ofWeights[layer] = matmul(error, activations[layer], transposeA: true) * share
      ofBiases[layer] = error.sum(axis: 0) * share
      if layer > 0 { error = matmul(error, weights[layer]) * hidden.slope(activations[layer]) }
    }
    return Gradients(weights: ofWeights, biases: ofBiases)
  }
}
