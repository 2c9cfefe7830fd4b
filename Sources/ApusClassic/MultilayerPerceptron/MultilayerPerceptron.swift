import ApusCore
import ApusNN

/// A multilayer perceptron with backpropagation written out, as the lectures derive it: no tape,
/// every formula to be read.
///
/// z^l = W^l a^(l−1) + b^l, a^l = f(z^l), a^0 = x. The cost of m examples is the mean of the
/// examples' costs, so that one example gives the lecture's online rule. Two ways to the same
/// gradients stand side by side: ``gradientsNeuronByNeuron(_:_:)`` with the sums of the first
/// lecture, ``gradientsInMatrixForm(_:_:)`` with the matrices of the second. As a layer of models
/// it is ``ExplicitPerceptron``.
///
/// ```swift
/// var network = MultilayerPerceptron(sizes: [2, 4, 1], hidden: .tanh, cost: .crossEntropy)
/// network.fit(inputs, targets, epochs: 2000, rate: 0.5, mode: .batch)
/// ```
///
/// Element type float64. Source: lectures S2:501–1440, catalogue C3; Rumelhart, Hinton & Williams
/// 1986.
public struct MultilayerPerceptron: Sendable {
  /// What learning makes small, for one example.
  public enum Cost: String, Sendable, Hashable, CaseIterable {
    /// ½ Σₖ (yₖ − ŷₖ)².
    case squaredError
    /// With sigmoid outputs −Σₖ (yₖ ln ŷₖ + (1 − yₖ) ln(1 − ŷₖ)), with softmax −Σₖ yₖ ln ŷₖ.
    case crossEntropy
  }

  /// ∂C/∂W^l and ∂C/∂b^l for each layer.
  public struct Gradients: Sendable {
    /// Of the weights, [units, inputs] each.
    public let weights: [Tensor]
    /// Of the biases, [units] each.
    public let biases: [Tensor]
    /// ∂C/∂a^0, [examples, inputs]: what a layer before this network would learn from.
    public let inputs: Tensor
  }

  /// The two ways in which the lectures write backpropagation.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// Matrices: all neurons of a layer and all examples at once.
    case matrix
    /// Sums: every neuron for itself.
    case classical
  }

  /// W^1 … W^L, each [units, inputs], float64.
  public var weights: [Tensor]
  /// b^1 … b^L, each [units], float64.
  public var biases: [Tensor]
  /// f of the hidden layers.
  public let hidden: UnitFunction
  /// f of the last layer.
  public let output: UnitFunction
  /// What learning makes small.
  public let cost: Cost

  /// A network with these weights, row by row as the lecture's matrices.
  ///
  /// Traps where the layers do not fit each other, hidden units are softmax, the cross-entropy goes
  /// with outputs that are neither sigmoid nor softmax, or softmax with the squared error.
  public init(
    weights: [Tensor], biases: [Tensor], hidden: UnitFunction = .sigmoid,
    output: UnitFunction = .sigmoid, cost: Cost = .squaredError
  ) {
    require(
      !weights.isEmpty && weights.count == biases.count,
      "MultilayerPerceptron: \(weights.count) matrices, \(biases.count) biases; one of each a layer"
    )
    for (layer, (w, b)) in zip(weights, biases).enumerated() {
      require(
        w.rank == 2 && b.shape == [w.shape[0]]
          && (layer == 0 || weights[layer - 1].shape[0] == w.shape[1]),
        """
        MultilayerPerceptron: layer \(layer + 1) has weights \(w.shape) and biases \(b.shape); \
        expected [units, inputs] and [units], the inputs being the units before
        """
      )
    }
    require(hidden != .softmax, "MultilayerPerceptron: softmax in a hidden layer")
    let isProbability = output == .sigmoid || output == .softmax
    require(
      cost == .crossEntropy ? isProbability : output != .softmax,
      "MultilayerPerceptron: \(output) outputs with \(cost)")
    self.weights = weights.map { $0.cast(to: .float64) }
    self.biases = biases.map { $0.cast(to: .float64) }
    self.hidden = hidden
    self.output = output
    self.cost = cost
  }

  /// A network of these layers, the inputs first, with weights by Glorot & Bengio's uniform rule
  /// and biases of 0.
  ///
  /// - Parameters:
  ///   - sizes: inputs, hidden units …, outputs; traps on fewer than two.
  ///   - seed: of the weights.
  public init(
    sizes: [Int], hidden: UnitFunction = .sigmoid, output: UnitFunction = .sigmoid,
    cost: Cost = .squaredError, seed: UInt64 = 0
  ) {
    require(sizes.count > 1, "MultilayerPerceptron: sizes \(sizes); expected inputs and outputs")
    let generator = RandomGenerator(seed: seed)
    let weights = zip(sizes, sizes.dropFirst()).map { inputs, units in
      Initializer.glorotUniform([inputs, units], dtype: .float64, generator: generator)
        .transposed()
    }
    self.init(
      weights: weights, biases: sizes.dropFirst().map { .zeros([$0], dtype: .float64) },
      hidden: hidden, output: output, cost: cost)
  }

  /// The number of weights and biases.
  public var parameterCount: Int { (weights + biases).reduce(0) { $0 + $1.elementCount } }

  /// f of layer `layer`, counted from 0.
  func function(of layer: Int) -> UnitFunction { layer == weights.count - 1 ? output : hidden }

  /// The outputs, [examples, outputs], for [examples, inputs].
  public func callAsFunction(_ inputs: Tensor) -> Tensor {
    output(sums(inputs))
  }

  /// The mean cost of [examples, inputs] with the desired [examples, outputs]: a scalar that the
  /// tape can differentiate too.
  public func meanCost(_ inputs: Tensor, _ targets: Tensor) -> Tensor {
    let targets = checked(inputs, targets).targets
    let z = sums(inputs)
    let count = Double(targets.shape[0])
    switch (cost, output) {
    case (.squaredError, _): return 0.5 * (targets - output(z)).squared.sum() / count
    case (.crossEntropy, .softmax):
      return softmaxCrossEntropy(logits: z, targets: targets).sum() / count
    case (.crossEntropy, _):
      return sigmoidCrossEntropy(logits: z, targets: targets).sum() / count
    }
  }

  /// z^L.
  private func sums(_ inputs: Tensor) -> Tensor {
    var value = inputs.cast(to: .float64)
    for layer in weights.indices.dropLast() { value = hidden(sum(value, layer)) }
    return sum(value, weights.count - 1)
  }

  /// z = W a + b of a layer for [examples, inputs]; examples are rows, so it is a Wᵗ + b.
  func sum(_ value: Tensor, _ layer: Int) -> Tensor {
    matmul(value, weights[layer], transposeB: true) + biases[layer]
  }

  /// Inputs in float64; traps where they are not [examples, inputs].
  func checked(_ inputs: Tensor) -> Tensor {
    let width = weights[0].shape[1]
    require(
      inputs.rank == 2 && inputs.shape[0] > 0 && inputs.shape[1] == width,
      "MultilayerPerceptron: inputs \(inputs.shape); expected [examples, \(width)]")
    return inputs.cast(to: .float64)
  }

  /// Inputs and targets in float64; traps where their shapes do not fit the network.
  func checked(_ inputs: Tensor, _ targets: Tensor) -> (inputs: Tensor, targets: Tensor) {
    let outputs = biases[biases.count - 1].shape[0]
    let inputs = checked(inputs)
    require(
      targets.shape == [inputs.shape[0], outputs],
      "MultilayerPerceptron: targets \(targets.shape); expected [\(inputs.shape[0]), \(outputs)]")
    return (inputs, targets.cast(to: .float64))
  }
}
