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
    let share = 1 / Double(inputs.shape[0])
    return gradientsInMatrixForm(inputs) { result in
      let error = result - targets
      return share * (cost == .squaredError ? error * output.slope(result) : error)
    }
  }

  /// The gradients in the matrix form of any cost: those that flow back from `outputErrors`.
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - outputErrors: δ^L = ∂C/∂z^L from the outputs ŷ, both [examples, outputs], float64.
  public func gradientsInMatrixForm(
    _ inputs: Tensor, outputErrors: (Tensor) -> Tensor
  ) -> Gradients {
    var activations = [checked(inputs)]
    for layer in weights.indices {
      activations.append(function(of: layer)(sum(activations[layer], layer)))
    }
    var error = outputErrors(activations[weights.count])

    var (ofWeights, ofBiases) = (weights, biases)
    for layer in weights.indices.reversed() {
      ofWeights[layer] = matmul(error, activations[layer], transposeA: true)
      ofBiases[layer] = error.sum(axis: 0)
      error = matmul(error, weights[layer])
      if layer > 0 { error = error * hidden.slope(activations[layer]) }
    }
    return Gradients(weights: ofWeights, biases: ofBiases, inputs: error)
  }
}
