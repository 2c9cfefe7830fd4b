import ApusCore

/// γ (x − μ) / √(v + ε) + β for each channel: each place of an axis, the last unless given.
///
/// In training μ and v are the batch's mean and population variance, and the moving ones follow:
/// moving ← momentum · moving + (1 − momentum) · batch. Otherwise, or where γ and β are frozen,
/// they are the moving ones. Input [batch, …, channels], or the channels along another axis; output
/// of the same shape; parameters [channels]. Defaults as in Keras 3. Source: Ioffe & Szegedy 2015;
/// lecture S1.
public final class BatchNormalization: Layer {
  /// γ, [channels]; nil where the layer does not scale.
  public let gamma: Parameter?
  /// β, [channels]; nil where the layer does not shift.
  public let beta: Parameter?
  /// The moving mean, [channels].
  @Parameter(trainable: false) public var movingMean: Tensor
  /// The moving variance, [channels].
  @Parameter(trainable: false) public var movingVariance: Tensor
  /// How much of the moving statistics stays at each step.
  public let momentum: Double
  /// ε, added to the variance.
  public let epsilon: Double
  /// The channels' axis, the batch's being 0; counted from the end where negative.
  public let axis: Int
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a momentum outside 0…1 or an ε that is not positive.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, name: String? = nil
  ) {
    require(
      0...1 ~= momentum && epsilon > 0,
      """
      BatchNormalization: momentum \(momentum), epsilon \(epsilon); they must be in 0…1 and above 0
      """
    )
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.name = name
    gamma = scale ? Parameter() : nil
    beta = center ? Parameter() : nil
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.withChannelsLast(axis, in: "BatchNormalization") { normalized($0) }
  }

  /// The layer's output for channels along the last axis.
  private func normalized(_ input: Tensor) -> Tensor {
    let channels: Shape = [input.shape[input.rank - 1]]
    let dtype = input.dtype.forParameters
    if !$movingMean.isDeclared {
      if let gamma { Initializer.ones.declare(gamma, channels, dtype: dtype) }
      if let beta { Initializer.zeros.declare(beta, channels, dtype: dtype) }
      Initializer.zeros.declare($movingMean, channels, dtype: dtype)
      Initializer.ones.declare($movingVariance, channels, dtype: dtype)
    }
    // Input and parameters may differ in element type: the kernel gets the wider one, as in Dense.
    let computed = [self.gamma, self.beta, $movingMean, $movingVariance].reduce(dtype) {
      widest, parameter in
      widest.promoted(with: parameter?.type?.dtype ?? widest)
    }
    let input = input.cast(to: computed)
    let gamma = gamma?.wrappedValue.cast(to: computed) ?? .ones(channels, dtype: computed)
    let beta = beta?.wrappedValue.cast(to: computed) ?? .zeros(channels, dtype: computed)
    guard Mode.current == .training, !isFrozen else {
      return batchNormalization(
        input, gamma: gamma, beta: beta, mean: movingMean.cast(to: computed),
        variance: movingVariance.cast(to: computed), epsilon: epsilon)
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
    let learned = [gamma, beta].compactMap { $0 }
    return !learned.isEmpty && learned.allSatisfy { !$0.isTrainable }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension BatchNormalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "axis": .integer(axis), "momentum": .number(momentum), "epsilon": .number(epsilon),
      "center": .flag(beta != nil), "scale": .flag(gamma != nil),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axis: try options.channelAxis(),
      momentum: try options.number("momentum", in: 0...1, default: 0.99),
      epsilon: try options.number("epsilon", in: 1e-12...1e6, default: 1e-3),
      center: try options.flag("center", default: true),
      scale: try options.flag("scale", default: true), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    let resolved = axis < 0 ? axis + input.rank + 1 : axis
    // Axis 0 is the batch.
    guard resolved >= 1, resolved <= input.rank, input[resolved - 1] > 0 else {
      throw impossible(inputs, "has no channels along axis \(axis)")
    }
    let channels = input[resolved - 1]
    for parameter in [gamma, beta, $movingMean, $movingVariance] {
      if let declared = parameter?.type, declared.shape != [channels] {
        throw impossible(inputs, "does not fit its parameters of shape \(declared.shape)")
      }
    }
  }
}
