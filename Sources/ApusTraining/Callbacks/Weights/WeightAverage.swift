import ApusCore
import ApusNN

/// Keeps an exponential moving average of the weights, w̄ ← m w̄ + (1 − m) w after each update,
/// beginning with the first w, and evaluates with it.
///
/// The averages take the weights' place from `evaluationBegins` to this callback's `epochEnds`, in
/// the run's model file, and for good when training ends or is interrupted; a run that is resumed
/// goes on from the weights. So callbacks before it in the list see the averages at an epoch's end,
/// and write or keep those; put it last. Parameters that are frozen, and statistics, are as they
/// are. Source: Polyak & Juditsky 1992; Keras 3 `use_ema`, `ema_momentum`,
/// `ema_overwrite_frequency` of its optimizers and `SwapEMAWeights`.
public final class WeightAverage: Callback {
  /// m.
  public let momentum: Double
  /// After how many updates the weights become their averages; nil for never before the end.
  public let overwriteEvery: Int?
  private var averages: [String: Tensor] = [:]
  private var updates = 0
  private var seenUpdates = 0
  /// The weights whose place the averages have taken; empty outside of evaluation.
  private var aside: [(parameter: Parameter, value: Tensor)] = []

  /// Defaults as in Keras; traps on a momentum outside 0...1.
  public init(momentum: Double = 0.99, overwriteEvery: Int? = nil) {
    require(0...1 ~= momentum, "WeightAverage: a momentum of \(momentum) is outside 0...1")
    require(overwriteEvery ?? 1 > 0, "WeightAverage: every \(overwriteEvery ?? 0) updates; above 0")
    self.momentum = momentum
    self.overwriteEvery = overwriteEvery
  }

  /// The averages by the parameters' names.
  public var weights: [String: Tensor] { averages }

  /// True.
  public var wantsSteps: Bool { true }

  /// Begins anew, or with what it had remembered.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    averages = state?.tensors ?? [:]
    updates = state?.count("updates") ?? 0
    seenUpdates = context.updates
    aside = []
    let types = Dictionary(
      context.namedParameters.map { ($0.name, $0.parameter.type) },
      uniquingKeysWith: { a, _ in a })
    for (name, average) in averages where types[name] != average.type {
      throw TrainingError("the checkpoint's average of \(name) is not of this model; train it anew")
    }
  }

  /// Takes an update's weights into the averages.
  public func stepEnds(_ context: TrainingContext) {
    // A batch whose gradients were only accumulated changed nothing.
    guard context.updates != seenUpdates else { return }
    seenUpdates = context.updates
    updates += 1
    let overwrites = overwriteEvery.map { updates % $0 == 0 } ?? false
    withoutDerivatives {
      for (name, parameter) in context.parameters {
        let weight = parameter.wrappedValue
        let average = averages[name].map { momentum * $0 + (1 - momentum) * weight } ?? weight
        averages[name] = average
        if overwrites { parameter.wrappedValue = average }
      }
    }
  }

  /// Puts the averages in the weights' place.
  public func evaluationBegins(_ context: TrainingContext) {
    aside = context.namedParameters.compactMap { name, parameter in
      averages[name] == nil ? nil : (parameter, parameter.wrappedValue)
    }
    modelIsKept(context)
  }

  /// Puts the weights back.
  public func epochEnds(_ context: TrainingContext) {
    for (parameter, value) in aside { parameter.wrappedValue = value }
    aside = []
  }

  /// Leaves the averages in the model.
  public func modelIsKept(_ context: TrainingContext) {
    for (name, parameter) in context.namedParameters {
      if let average = averages[name] { parameter.wrappedValue = average }
    }
  }

  /// The averages.
  public var state: SavedState {
    SavedState(["updates": [Double(updates)]], tensors: averages)
  }
}

extension Callback where Self == WeightAverage {
  /// Keeps a moving average of the weights and evaluates with it; put it last.
  public static func weightAverage(
    momentum: Double = 0.99, overwriteEvery: Int? = nil
  ) -> WeightAverage {
    WeightAverage(momentum: momentum, overwriteEvery: overwriteEvery)
  }
}

extension CallbackKind {
  static var weightAverage: Self {
    Self("WeightAverage", "keeps a moving average of the weights and evaluates with it") {
      options in
      WeightAverage(
        momentum: try options.number("momentum", in: 0...1, default: 0.99),
        overwriteEvery: try options.integer(ifGiven: "overwriteEvery"))
    }
  }
}
