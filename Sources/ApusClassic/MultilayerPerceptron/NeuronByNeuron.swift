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
    let wanted = rows(of: targets)
    let share = 1 / Double(inputs.shape[0])
    return gradientsNeuronByNeuron(inputs) { example, result in
      result.indices.map { k in
        let difference = share * (result[k] - wanted[example][k])
        return cost == .crossEntropy ? difference : difference * output.slope(result[k])
      }
    }
  }

  /// The gradients in the classical form of any cost: those that flow back from `outputErrors`.
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - outputErrors: δₖ = ∂C/∂zₖ of the last layer's neurons, from an example's position and its
  ///     outputs ŷₖ.
  public func gradientsNeuronByNeuron(
    _ inputs: Tensor, outputErrors: (_ example: Int, _ outputs: [Double]) -> [Double]
  ) -> Gradients {
    let inputs = checked(inputs)
    let matrices = weights.map(rows(of:))
    let offsets = biases.map(\.doubles)
    var weightSums = matrices.map { $0.map { $0.map { _ in 0.0 } } }
    var biasSums = offsets.map { $0.map { _ in 0.0 } }
    var inputErrors: [[Double]] = []

    for (example, input) in rows(of: inputs).enumerated() {
      // Forward: activations[l] goes into layer l.
      var activations = [input]
      for layer in matrices.indices {
        let sums = matrices[layer].indices.map { j in
          var z = offsets[layer][j]
          for i in activations[layer].indices { z += matrices[layer][j][i] * activations[layer][i] }
          return z
        }
        activations.append(function(of: layer)(sums))
      }
      // Backward.
      var errors = outputErrors(example, activations[matrices.count])
      for layer in matrices.indices.reversed() {
        for j in errors.indices {
          for i in activations[layer].indices {
            weightSums[layer][j][i] += errors[j] * activations[layer][i]
          }
          biasSums[layer][j] += errors[j]
        }
        errors = activations[layer].indices.map { j in
          var sum = 0.0
          for k in errors.indices { sum += errors[k] * matrices[layer][k][j] }
          return layer > 0 ? hidden.slope(activations[layer][j]) * sum : sum
        }
      }
      inputErrors.append(errors)
    }
    return Gradients(
      weights: weightSums.map { Tensor($0) }, biases: biasSums.map { Tensor($0) },
      inputs: Tensor(inputErrors))
  }

  /// The rows of a matrix as numbers.
  func rows(of matrix: Tensor) -> [[Double]] {
    let (width, elements) = (matrix.shape[1], matrix.doubles)
    return (0..<matrix.shape[0]).map { Array(elements[$0 * width..<($0 + 1) * width]) }
  }
}
