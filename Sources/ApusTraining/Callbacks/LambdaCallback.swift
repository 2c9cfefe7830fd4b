import ApusCore

/// A callback made of closures: each stands for the hook of its name.
///
/// ```swift
/// LambdaCallback(epochEnds: { context in print(context.epoch, context["val_loss"] ?? .nan) })
/// ```
///
/// Source: Keras 3 `LambdaCallback`.
public final class LambdaCallback: Callback {
  /// What stands for a hook.
  public typealias Hook = (TrainingContext) throws -> Void
  private let atBegin, atEnd, atEpochBegin, atStepEnd, atValidationEnd, atEpochEnd: Hook?

  /// A callback of the hooks that are given.
  public init(
    trainingBegins: Hook? = nil, trainingEnds: Hook? = nil, epochBegins: Hook? = nil,
    stepEnds: Hook? = nil, validationEnds: Hook? = nil, epochEnds: Hook? = nil
  ) {
    atBegin = trainingBegins
    atEnd = trainingEnds
    atEpochBegin = epochBegins
    atStepEnd = stepEnds
    atValidationEnd = validationEnds
    atEpochEnd = epochEnds
  }

  /// Whether there is a closure for steps.
  public var wantsSteps: Bool { atStepEnd != nil }
  /// Calls the closure of this name.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    try atBegin?(context)
  }
  /// Calls the closure of this name.
  public func trainingEnds(_ context: TrainingContext) throws { try atEnd?(context) }
  /// Calls the closure of this name.
  public func epochBegins(_ context: TrainingContext) throws { try atEpochBegin?(context) }
  /// Calls the closure of this name.
  public func stepEnds(_ context: TrainingContext) throws { try atStepEnd?(context) }
  /// Calls the closure of this name.
  public func validationEnds(_ context: TrainingContext) throws { try atValidationEnd?(context) }
  /// Calls the closure of this name.
  public func epochEnds(_ context: TrainingContext) throws { try atEpochEnd?(context) }
}

extension Callback where Self == LambdaCallback {
  /// A closure that is called at the end of every epoch; see ``LambdaCallback`` for the other
  /// hooks.
  public static func epochEnds(_ body: @escaping LambdaCallback.Hook) -> LambdaCallback {
    LambdaCallback(epochEnds: body)
  }
}
