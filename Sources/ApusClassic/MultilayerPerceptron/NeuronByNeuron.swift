import ApusCore

extension MultilayerPerceptron {
  /// The gradients in the classical form: every neuron for itself, every sum a loop.
  ///
  /// For each example, forward: zⱼ = Σᵢ wⱼᵢ aᵢ + bⱼ and aⱼ = f(zⱼ), layer by layer. Backward, with
  /// δ = ∂C/∂z: in the last layer δₖ = (ŷₖ − yₖ) f′(zₖ), or ŷₖ − yₖ with the cross-entropy; in the
  /// others δⱼ = f′(zⱼ) Σₖ δₖ wₖⱼ with the sum over the layer after. Then ∂C/∂wⱼᵢ = δⱼ aᵢ and
  /// ∂C/∂bⱼ = δⱼ, the mean over the examples.
  ///
  /// (The lecture's δ has the other sign and its epoch rule a misprinted minus; here weights move
  /// by −α ∂C/∂w.)
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - targets: [examples, outputs].
  /// - Source: lecture S2:577–860, catalogue C3.
  public func gradientsNeuronByNeuron(_ inputs: Tensor, _ targets: Tensor) -> Gradients {
    let (inputs, targets) = checked(inputs, targets)
    let matrices = weights.map(rows(of:))
    let offsets = biases.map(\.doubles)
    var weightSums = matrices.map { $0.map { $0.map { _ in 0.0 } } }
    var biasSums = offsets.map { $0.map { _ in 0.0 } }
    let last = matrices.count - 1

    for (example, target) in zip(rows(of: inputs), rows(of: targets)) {
      // Forward: activations[l] goes into layer l.
      var activations = [example]
      for layer in matrices.indices {
        let sums = matrices[layer].indices.map { j in
          var z = offsets[layer][j]
          for i in activations[layer].indices { z += matrices[layer][j][i] * activations[layer][i] }
          return z
        }
        activations.append(function(of: layer)(sums))
      }
      // Backward.
      var errors = target.indices.map { k in
        let difference = activations[last + 1][k] - target[k]
        return cost == .crossEntropy
          ? difference : difference * output.slope(activations[last + 1][k])
      }
      for layer in matrices.indices.reversed() {
        for j in errors.indices {
          for i in activations[layer].indices {
            weightSums[layer][j][i] += errors[j] * activations[layer][i]
          }
          biasSums[layer][j] += errors[j]
        }
        guard layer > 0 else { break }
        errors = activations[layer].indices.map { j in
          var sum = 0.0
          for k in errors.indices { sum += errors[k] * matrices[layer][k][j] }
          return hidden.slope(activations[layer][j]) * sum
        }
      }
    }
    let share = 1 / Double(inputs.shape[0])
    return Gradients(
      weights: weightSums.map { Tensor($0) * share }, biases: biasSums.map { Tensor($0) * share })
  }

  private func rows(of matrix: Tensor) -> [[Double]] {
    let (width, elements) = (matrix.shape[1], matrix.doubles)
    return (0..<matrix.shape[0]).map { Array(elements[$0 * width..<($0 + 1) * width]) }
  }
}
