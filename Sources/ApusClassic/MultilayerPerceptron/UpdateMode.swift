import ApusCore

/// After how many examples the weights move.
///
/// Source: lecture S2:854, catalogue B2.
public enum UpdateMode: Sendable, Hashable {
  /// After each one.
  case online
  /// After each batch of so many; the lecture advises 50 to 300.
  case miniBatch(Int)
  /// Once an epoch, after all.
  case batch

  /// The examples between two updates, of `count`.
  public func batchSize(of count: Int) -> Int {
    switch self {
    case .online: return 1
    case .miniBatch(let size):
      require(size > 0, "UpdateMode: mini-batches of \(size); at least 1")
      return min(size, count)
    case .batch: return count
    }
  }
}

extension MultilayerPerceptron {
  /// Gradient descent: W ← W − α ∂C/∂W after each batch, the examples in a new order each epoch.
  ///
  /// - Parameters:
  ///   - inputs: [examples, inputs].
  ///   - targets: [examples, outputs].
  ///   - epochs: passes over the examples at most.
  ///   - rate: α.
  ///   - mode: after how many examples the weights move.
  ///   - goal: learning ends with the first epoch whose cost is not above it.
  ///   - seed: of the orders.
  /// - Returns: the cost of all examples after each epoch.
  @discardableResult
  public mutating func fit(
    _ inputs: Tensor, _ targets: Tensor, epochs: Int, rate: Double, mode: UpdateMode = .online,
    goal: Double = 0, seed: UInt64 = 0
  ) -> [Double] {
    let (inputs, targets) = checked(inputs, targets)
    let count = inputs.shape[0]
    let size = mode.batchSize(of: count)
    let generator = RandomGenerator(seed: seed)
    var costs: [Double] = []
    for _ in 0..<epochs {
      let order = generator.permutation(count).map(Int64.init)
      for start in stride(from: 0, to: count, by: size) {
        let chosen = Tensor(Array(order[start..<min(start + size, count)]))
        let gradients = gradientsInMatrixForm(
          inputs.gathered(at: chosen), targets.gathered(at: chosen))
        for layer in weights.indices {
          weights[layer] -= rate * gradients.weights[layer]
          biases[layer] -= rate * gradients.biases[layer]
        }
      }
      costs.append(meanCost(inputs, targets).item)
      if let last = costs.last, last <= goal { break }
    }
    return costs
  }
}
