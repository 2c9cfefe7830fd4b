import ApusCore

/// γ (x − μ) / √(v + ε) + β for each channel, the last axis.
///
/// In training μ and v are the batch's mean and population variance, and the moving ones follow:
/// moving ← momentum · moving + (1 − momentum) · batch. Otherwise, or where γ and β are frozen, they are the moving ones.
/// Defaults as in Keras 3. Source: Ioffe & Szegedy 2015; lecture S1.
public final class BatchNormalization: Layer {
  /// γ, [channels]; nil where the layer does not scale.
  public let scale: Parameter?
  /// β, [channels]; nil where the layer does not shift.
  public let offset: Parameter?
  /// The moving mean, [channels].
  @Parameter(trainable: false) public var movingMean: Tensor
  /// The moving variance, [channels].
  @Parameter(trainable: false) public var movingVariance: Tensor
  /// How much of the moving statistics stays at each step.
  public let momentum: Double
  /// ε, added to the variance.
  public let epsilon: Double
  public let name: String?

  /// Traps on a momentum outside 0…1 or an ε that is not positive.
  public init(
    momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    name: String? = nil
  ) {
    precondition(
      0...1 ~= momentum && epsilon > 0,
      "BatchNormalization: momentum \(momentum), epsilon \(epsilon); they must be in 0…1 and above 0")
    self.momentum = momentum
    self.epsilon = epsilon
    self.name = name
    self.scale = scale ? Parameter() : nil
    offset = center ? Parameter() : nil
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.rank >= 2,
      "BatchNormalization: an input of shape \(input.shape); it needs [batch, …, channels]")
    let channels: Shape = [input.shape[input.rank - 1]]
    let dtype = input.dtype.forParameters
    if !$movingMean.isDeclared {
      if let scale { Initializer.ones.declare(scale, channels, dtype: dtype) }
      if let offset { Initializer.zeros.declare(offset, channels, dtype: dtype) }
      Initializer.zeros.declare($movingMean, channels, dtype: dtype)
      Initializer.ones.declare($movingVariance, channels, dtype: dtype)
    }
    let gamma = scale?.wrappedValue ?? .ones(channels, dtype: dtype)
    let beta = offset?.wrappedValue ?? .zeros(channels, dtype: dtype)
    guard Mode.current == .training, !isFrozen else {
      return batchNormalization(
        input, gamma: gamma, beta: beta, mean: movingMean, variance: movingVariance,
        epsilon: epsilon)
    }
    let (output, mean, variance) = batchNormalization(
      input, gamma: gamma, beta: beta, epsilon: epsilon)
    if mean.device != .meta {
      withoutDerivatives {
        movingMean = followed(movingMean, by: mean)
        movingVariance = followed(movingVariance, by: variance)
      }
    }
    return output
  }

  private func followed(_ moving: Tensor, by batch: Tensor) -> Tensor {
    let batch = batch.withoutDerivative.cast(to: moving.dtype)
    return moving.withoutDerivative * momentum + batch * (1 - momentum)
  }

  /// Whether there is something to learn and all of it is frozen.
  private var isFrozen: Bool {
    let learned = [scale, offset].compactMap { $0 }
    return !learned.isEmpty && learned.allSatisfy { !$0.isTrainable }
  }

  public var hasFixedChildren: Bool { true }
}

extension BatchNormalization: ConfigurableModule {
  public var options: [String: ConfigurationValue] {
    [
      "momentum": .number(momentum), "epsilon": .number(epsilon), "center": .flag(offset != nil),
      "scale": .flag(scale != nil),
    ]
  }

  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      momentum: try options.number("momentum", in: 0...1, default: 0.99),
      epsilon: try options.number("epsilon", in: 1e-12...1e6, default: 1e-3),
      center: try options.flag("center", default: true),
      scale: try options.flag("scale", default: true), name: name)
  }

  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard let channels = input.last, channels > 0 else {
      throw impossible(inputs, "has no channels")
    }
    if let declared = $movingMean.type, declared.shape[0] != channels {
      throw impossible(inputs, "does not fit its statistics of \(declared.shape[0]) channels")
    }
  }
}
