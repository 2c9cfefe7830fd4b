import ApusNN

/// Stops after a batch whose loss is not a finite number. Source: Keras 3 `TerminateOnNaN`.
public final class TerminateOnNaN: Callback {
  /// A callback that watches the loss of every batch.
  public init() {}

  /// True.
  public var wantsSteps: Bool { true }

  /// Looks at the batch's loss.
  public func stepEnds(_ context: TrainingContext) {
    if !context.batchLoss.isFinite {
      context.stop("the loss of batch \(context.step) is \(context.batchLoss)")
    }
  }
}

extension Callback where Self == TerminateOnNaN {
  /// Stops after a batch whose loss is not a finite number.
  public static var terminateOnNaN: TerminateOnNaN { TerminateOnNaN() }
}

extension CallbackKind {
  static var terminateOnNaN: Self {
    Self("TerminateOnNaN", "stops after a batch whose loss is not finite") { _ in TerminateOnNaN() }
  }
}
