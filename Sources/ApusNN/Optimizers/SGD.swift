import ApusCore
import CApusKernels

/// Stochastic gradient descent: w ← w − ηg; with momentum m ← µm − ηg, w ← w + m; Nesterov: w ← w + µm − ηg.
///
/// Weight decay is decoupled: w ← w − ηλw before the step. Source: Keras 3 `SGD`; lecture notes, optimizers.
public final class SGD: Optimizer {
  /// η.
  public var learningRate: Double
  /// µ, 0 ≤ µ ≤ 1.
  public let momentum: Double
  /// Whether the gradient is taken as if after the momentum's step.
  public let nesterov: Bool
  /// λ; nil for none.
  public let weightDecay: Double?
  private let segments: ParameterSegments

  /// Traps on a momentum outside 0…1.
  public init(
    learningRate: Double = 0.01, momentum: Double = 0, nesterov: Bool = false,
    weightDecay: Double? = nil
  ) {
    require(0...1 ~= momentum, "SGD: a momentum of \(momentum) is outside 0…1")
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
    segments = ParameterSegments(stateNames: momentum == 0 ? [] : ["momentum"])
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
        settings.nesterov = nesterov ? 1 : 0
        return settings
      }, float32: apus_sgd_float32, float64: apus_sgd_float64)
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
      name: "SGD",
      options: [
        "learningRate": .number(learningRate), "momentum": .number(momentum),
        "nesterov": .flag(nesterov), "weightDecay": weightDecay.map { .number($0) } ?? .null,
      ])
  }
}
