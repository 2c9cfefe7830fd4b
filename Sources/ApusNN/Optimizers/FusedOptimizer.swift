import ApusCore
import CApusKernels

/// What the optimizers of this library share: the rate and its schedule, decoupled weight decay, the state, and the one
/// pass over all parameters. A subclass adds its rule: what a step's kernel needs, and which kernel it is.
public class FusedOptimizer: Optimizer {
  /// η: the rate of the next update, or, under a schedule, that of the last.
  public var learningRate: Double
  /// What sets the rate before every update; nil leaves it as it is.
  public var schedule: (any LearningRateSchedule)?
  /// λ: before each update w ← w − ηλw; nil for none.
  public let weightDecay: Double?
  private let segments: ParameterSegments

  /// The kernels of a rule, one for each element type.
  struct Kernels {
    let float32: ParameterSegments.Kernel
    let float64: ParameterSegments.Kernel
  }
  private let kernels: Kernels

  init(learningRate: Double, weightDecay: Double?, stateNames: [String?], _ kernels: Kernels) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.kernels = kernels
    segments = ParameterSegments(stateNames: stateNames)
  }

  /// Adds the rule's own settings to `settings`, which has rate and decay, for update number `step`, from 1.
  func complete(_ settings: inout apus_step, step: Int) {}

  /// The rule's own settings, by the names of its initializer's parameters.
  var options: [String: ConfigurationValue] { [:] }

  /// The number of updates so far.
  public final var step: Int { segments.step }

  /// Moves the parameters by their gradients, one for each.
  public final func update(_ parameters: [Parameter], _ gradients: [Tensor]) {
    if let schedule { learningRate = schedule.learningRate(at: step) }
    segments.update(
      parameters, gradients,
      { step in
        var settings = apus_step()
        settings.rate = learningRate
        settings.decay = learningRate * (weightDecay ?? 0)
        complete(&settings, step: step)
        return settings
      }, float32: kernels.float32, float64: kernels.float64)
  }

  /// The state for a checkpoint.
  public final func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState {
    segments.state(of: parameters)
  }

  /// Continues from a checkpoint's state; throws where it does not fit.
  public final func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]
  ) throws {
    try segments.restore(state, of: parameters)
  }

  /// Name and settings.
  public final var configuration: OptimizerConfiguration {
    let shared: [String: ConfigurationValue] = [
      "learningRate": .number(learningRate),
      "weightDecay": weightDecay.map { .number($0) } ?? .null,
      "schedule": schedule?.configuration.value ?? .null,
    ]
    return OptimizerConfiguration(
      name: "\(type(of: self))", options: options.merging(shared) { _, shared in shared })
  }
}
