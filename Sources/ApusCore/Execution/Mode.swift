/// Whether a model is being trained or used: dropout and batch normalization ask.
///
/// A model is in training mode while gradients at its parameters are recorded, as `fit` and a loop
/// of your own do, and in inference mode otherwise. A mode that is set wins over both:
///
/// ```swift
/// let (value, gradients) = valueAndGradient(at: model.parameters) {
///   loss(model(images), labels)                 // dropout is active
/// }
/// let prediction = model(images)                // it is not
/// let noisy = Mode.training { model(images) }   // it is
/// ```
///
/// A set mode belongs to the task that runs the model, not to the layers, so that it cannot be left
/// in the wrong state. What runs in `withoutDerivatives` within a gradient call, such as a teacher,
/// is in inference mode.
public enum Mode: Sendable, Hashable {
  /// Dropout is active; batch normalization uses the batch's statistics and updates the moving
  /// ones.
  case training
  /// Dropout passes everything; batch normalization uses the moving statistics.
  case inference
  /// As in inference, but dropout and noise are active: each run is a draw from the model's
  /// uncertainty.
  case sampling

  /// The mode that was set; unless one was, training while gradients at parameters are recorded,
  /// else inference.
  public static var current: Mode {
    Execution.current.mode ?? (isRecordingAtParameters ? .training : .inference)
  }

  /// Runs `body` in this mode.
  public static func with<R>(_ mode: Mode, _ body: () throws -> R) rethrows -> R {
    try Execution.with({ $0.mode = mode }, body)
  }

  /// Runs `body` in training mode.
  public static func training<R>(_ body: () throws -> R) rethrows -> R {
    try with(.training, body)
  }

  /// Runs `body` in inference mode.
  public static func inference<R>(_ body: () throws -> R) rethrows -> R {
    try with(.inference, body)
  }
}
