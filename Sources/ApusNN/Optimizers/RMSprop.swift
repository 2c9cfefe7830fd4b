import ApusCore
import CApusKernels

/// Gradients divided by the root of their moving mean square: v ← ρv + (1−ρ)g², w ← w − ηg/√(v + ε).
///
/// Centered: by the root of v − a² + ε, a ← ρa + (1−ρ)g the moving mean. With momentum: m ← µm + ηg/√…, w ← w − m.
/// Weight decay is decoupled: w ← w − ηλw before the step. Source: Hinton 2012, lecture 6; Keras 3 `RMSprop`.
public final class RMSprop: Optimizer {
  /// η.
  public var learningRate: Double
  /// ρ: how much of the moving mean stays.
  public let rho: Double
  /// µ.
  public let momentum: Double
  /// ε, under the root.
  public let epsilon: Double
  /// Whether the mean square is taken about the moving mean.
  public let centered: Bool
  /// λ; nil for none.
  public let weightDecay: Double?
  private let segments: ParameterSegments

  /// Defaults as in Keras.
  public init(
    learningRate: Double = 0.001, rho: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7,
    centered: Bool = false, weightDecay: Double? = nil
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    self.weightDecay = weightDecay
    segments = ParameterSegments(stateNames: [
      "velocity", momentum > 0 ? "momentum" : nil, centered ? "average_gradient" : nil,
    ])
  }

  /// The number of updates so far.
  public var step: Int { segments.step }

  /// Moves the parameters by their gradients, one for each.
  public func update(_ parameters: [Parameter], _ gradients: [Tensor]) {
    segments.update(
      parameters, gradients,
      { _ in
        var settings = apus_step()
        settings.rate = learningRate
        settings.decay = learningRate * (weightDecay ?? 0)
        settings.momentum = momentum
        settings.rho = rho
        settings.epsilon = epsilon
        settings.centered = centered ? 1 : 0
        return settings
      }, float32: apus_rmsprop_float32, float64: apus_rmsprop_float64)
  }

  /// The state for a checkpoint.
  public func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState {
    segments.state(of: parameters)
  }

  /// Continues from a checkpoint's state; throws where it does not fit.
  public func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]
  ) throws {
    try segments.restore(state, of: parameters)
  }

  /// Name and settings.
  public var configuration: OptimizerConfiguration {
    OptimizerConfiguration(
      name: "RMSprop",
      options: [
        "learningRate": .number(learningRate), "rho": .number(rho), "momentum": .number(momentum),
        "epsilon": .number(epsilon), "centered": .flag(centered),
        "weightDecay": weightDecay.map { .number($0) } ?? .null,
      ])
  }
}
