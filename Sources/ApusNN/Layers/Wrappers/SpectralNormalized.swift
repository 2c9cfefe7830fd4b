import ApusCore

/// A layer whose weights are divided by their greatest singular value σ, so that it lengthens no
/// input: W/σ(W), W taken as a matrix of all axes but the last by the last.
///
/// ```swift
/// SpectralNormalized(Conv2D(64, kernel: 3))
/// ```
///
/// σ = v·W u for unit vectors that power iteration brings nearer at every call in training: v ← W
/// u/‖W u‖, u ← Wᵗv/‖Wᵗv‖; 15 turns from random u come first. Gradients take u and v as given. A
/// regularizer or constraint of the inner layer sees W, not W/σ(W). No norm is taken to be below
/// 10⁻¹². Weights are the learned parameters of two axes or more. Input and output are the inner
/// layer's. The weight itself is not changed, as in PyTorch; Keras divides it in place. Source:
/// Miyato et al. 2018; PyTorch `spectral_norm`.
public final class SpectralNormalized: LayerWrapper {
  public static let summary =
    "a layer whose weights are divided by their greatest singular value"
  /// The layer that it runs.
  public let layer: any Layer & ConfigurableModule
  /// u of each weight, [units], of length 1; none before the first call.
  public private(set) var directions: [Parameter] = []
  /// How often power iteration turns u at a call in training.
  public let powerIterations: Int
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `powerIterations` is not positive.
  public init(
    _ layer: any Layer & ConfigurableModule, powerIterations: Int = 1, name: String? = nil
  ) {
    require(
      powerIterations > 0,
      "SpectralNormalized: \(powerIterations) power iterations; there must be at least one")
    self.layer = layer
    self.powerIterations = powerIterations
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let weights = weights(for: input)
    if directions.isEmpty {
      directions = weights.map { weight in
        let direction = Parameter(trainable: false)
        if let type = weight.type {
          let units: Shape = [type.shape[type.shape.rank - 1]]
          let random = Parameter(trainable: false)
          Initializer.randomNormal(standardDeviation: 1).declare(random, units, dtype: type.dtype)
          direction.declare(units, dtype: type.dtype) { shape, _ in
            // As often as PyTorch does, so that σ is about right from the first call on.
            singularVectors(matrix(weight.wrappedValue), near: random.wrappedValue, turns: 15)
              .right.reshaped(to: shape)
          }
        }
        return direction
      }
    }
    return output(for: input, weights[...]) { weight, place in
      normalized(weight.wrappedValue, directions[place])
    }
  }

  private func normalized(_ weight: Tensor, _ direction: Parameter) -> Tensor {
    let matrix = matrix(weight)
    let (left, right) = withoutDerivatives {
      let fixed = matrix.withoutDerivative
      let turns = Mode.current == .training && fixed.device != .meta ? powerIterations : 0
      let vectors = singularVectors(
        fixed, near: direction.wrappedValue.withoutDerivative, turns: turns)
      if turns > 0 { direction.wrappedValue = vectors.right.reshaped(to: [matrix.shape[1]]) }
      return vectors
    }
    let greatest = (matmul(matrix, right) * left).sum()
    return weight / maximum(greatest, leastNorm)
  }

  /// Whether it has its vectors and the inner layer's are fixed.
  public var hasFixedChildren: Bool { !directions.isEmpty && layer.hasFixedChildren }
}

/// A weight as [inputs, units].
private func matrix(_ weight: Tensor) -> Tensor {
  let units = weight.shape[weight.rank - 1]
  return weight.reshaped(to: [weight.elementCount / max(units, 1), units])
}

/// v and u, columns of length 1, after so many turns of power iteration from u near `direction`.
private func singularVectors(
  _ matrix: Tensor, near direction: Tensor, turns: Int
) -> (left: Tensor, right: Tensor) {
  var right = unit(direction.reshaped(to: [matrix.shape[1], 1]))
  var left = unit(matmul(matrix, right))
  for turn in 0..<turns {
    if turn > 0 { left = unit(matmul(matrix, right)) }
    right = unit(matmul(matrix, left, transposeA: true))
  }
  return (left, right)
}

private func unit(_ vector: Tensor) -> Tensor {
  vector / sqrt((vector * vector).sum() + leastNorm * leastNorm)
}

extension SpectralNormalized {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["layer": layerConfiguration, "powerIterations": .integer(powerIterations)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.layer("layer"),
      powerIterations: try options.integer("powerIterations", in: 1...1000, default: 1), name: name)
  }
}
