/// Whether a model is being trained or used: dropout and batch normalization ask.
///
/// The mode belongs to the task that runs the model, not to the layers, so that it cannot be left in the wrong state:
///
/// ```swift
/// let logits = Mode.training { model(images) }  // dropout is active
/// let prediction = model(images)                // it is not
/// ```
public enum Mode: Sendable, Hashable {
  /// Dropout is active; batch normalization uses the batch's statistics and updates the moving ones.
  case training
  /// Dropout passes everything; batch normalization uses the moving statistics.
  case inference
  /// As in inference, but dropout and noise are active: each run is a draw from the model's uncertainty.
  case sampling

  /// The mode of this task; inference unless set.
  @TaskLocal public static var current: Mode = .inference

  /// Runs `body` in training mode.
  public static func training<R>(_ body: () throws -> R) rethrows -> R {
    try $current.withValue(.training, operation: body)
  }

  /// Runs `body` in inference mode.
  public static func inference<R>(_ body: () throws -> R) rethrows -> R {
    try $current.withValue(.inference, operation: body)
  }
}
