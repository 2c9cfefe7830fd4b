import ApusCore
import ApusNN

/// Stops training where gradients explode: where their norm is not a finite number, or greater than
/// a limit, in any layer.
///
/// Unlike ``TerminateOnNaN`` it names the layer. The update that would do harm is still made: go on
/// from a checkpoint, with a smaller rate or gradient clipping. Source: lecture S2, debugging
/// networks; lecture S0, exploding gradients.
public final class GradientAlarm: Callback {
  /// The greatest norm that is no cause for alarm.
  public let limit: Double

  /// Traps where `limit` is not above 0.
  public init(limit: Double = 1e4) {
    require(limit > 0, "GradientAlarm: a limit of \(limit); it must be above 0")
    self.limit = limit
  }

  /// True.
  public var wantsSteps: Bool { true }

  /// Looks at the gradients.
  public func updateBegins(_ context: TrainingContext) {
    let found = norms(context.parameters.map(\.name), context.gradients)
    guard let (layer, norm) = found.first(where: { !($0.value <= limit) }) else { return }
    context.stop(
      """
      the gradient of \(layer) has the norm \(norm); try a smaller learning rate or gradient \
      clipping
      """
    )
  }
}

extension Callback where Self == GradientAlarm {
  /// Stops training where a layer's gradient is not finite or longer than `limit`.
  public static func gradientAlarm(limit: Double = 1e4) -> GradientAlarm {
    GradientAlarm(limit: limit)
  }
}

extension CallbackKind {
  static var gradientAlarm: Self {
    Self("GradientAlarm", "stops where a layer's gradient is longer than limit or not finite") {
      options in
      GradientAlarm(limit: try options.number("limit", in: 1e-30...1e30, default: 1e4))
    }
  }
}
