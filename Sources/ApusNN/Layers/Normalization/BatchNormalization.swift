import ApusCore

/// γ (x − μ) / √(v + ε) + β for each channel: each place of an axis, the last unless given.
///
/// In training μ and v are the batch's mean and population variance, and the moving ones follow:
/// moving ← momentum · moving + (1 − momentum) · batch. Otherwise, or where γ and β are frozen,
/// they are the moving ones. Input [batch, …, channels], or the channels along another axis; output
/// of the same shape; parameters [channels]. Defaults as in Keras 3. Source: Ioffe & Szegedy 2015;
/// lecture S1.
public final class BatchNormalization: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``BatchNormalization``.
  public struct Configuration: Settings {
    /// The channels' axis, the batch's being 0; counted from the end where negative.
    public var axis = -1
    /// How much of the moving statistics stays at each step.
    public var momentum = 0.99
    /// ε, and whether the layer scales and shifts.
    public var affine = AffineSettings()
    public static let limits: Limits = ["axis": .axis, "momentum": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "γ (x − μ) / √(v + ε) + β for each channel: each place of an axis, the last unless given"
  /// γ and β, [channels]; nil without scaling or without shifting.
  public let gamma, beta: Parameter?
  /// The moving mean, [channels].
  @Parameter(trainable: false) public var movingMean: Tensor
  /// The moving variance, [channels].
  @Parameter(trainable: false) public var movingVariance: Tensor
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    (gamma, beta) = settings.affine.parameters
  }

  /// Traps on a momentum outside 0…1 or an ε that is not positive.
  public convenience init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, name: String? = nil
  ) {
    self.init(
      Configuration(
        axis: axis, momentum: momentum,
        affine: AffineSettings(epsilon: epsilon, center: center, scale: scale)),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.withChannelsLast(settings.axis, in: "BatchNormalization") { normalized($0) }
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
        variance: movingVariance.cast(to: computed), epsilon: settings.affine.epsilon)
    }
    let (output, mean, variance) = batchNormalization(
      input, gamma: gamma, beta: beta, epsilon: settings.affine.epsilon)
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
    return moving.withoutDerivative * settings.momentum + batch * (1 - settings.momentum)
  }

  /// Whether there is something to learn and all of it is frozen.
  private var isFrozen: Bool {
    let learned = [gamma, beta].compactMap { $0 }
    return !learned.isEmpty && learned.allSatisfy { !$0.isTrainable }
  }
}
