import ApusCore
import ApusNN

/// Lowers the rate where a value no longer gets better; ``PlateauDecay`` is the rule.
///
/// Source: Keras 3 `ReduceLROnPlateau`; lecture S4, performance scheduling.
public final class ReduceLROnPlateau: Callback {
  /// The value that is watched.
  public let monitor: Monitor
  /// The rule as it begins.
  public let rule: PlateauDecay
  private var current: PlateauDecay

  /// Defaults as in Keras; traps where ``PlateauDecay`` does.
  public init(
    monitor: String = "val_loss", direction: Monitor.Direction? = nil, factor: Double = 0.1,
    patience: Int = 10, minimalChange: Double = 1e-4, cooldown: Int = 0, minimalRate: Double = 0
  ) {
    self.monitor = Monitor(monitor, direction)
    rule = PlateauDecay(
      factor: factor, patience: patience,
      direction: (try? self.monitor.knownDirection()) ?? .minimize, minimalChange: minimalChange,
      cooldown: cooldown, minimalRate: minimalRate)
    current = rule
  }

  /// Begins anew, or with what it had remembered.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    let direction = try monitor.knownDirection(in: context)
    try refuseSchedules(context, for: "ReduceLROnPlateau")
    current = rule.judging(direction)
    current.memory = state?["rule"] ?? current.memory
  }

  /// Judges the epoch.
  public func epochEnds(_ context: TrainingContext) throws {
    let value = try monitor.value(in: context)
    // All players' rates fall together, by the same rule.
    let before = current
    for player in context.players {
      let rate = player.optimizer.learningRate
      current = before
      let next = current.learningRate(after: value, current: rate)
      if next < rate {
        let whose = context.players.count == 1 ? "" : " of \(player.name)"
        context.note(
          "epoch \(context.epoch): no better \(monitor.name), learning rate\(whose) \(next)")
      }
      player.optimizer.learningRate = next
    }
  }

  /// The rule's memory.
  public var state: SavedState { SavedState(["rule": current.memory]) }
}

extension Callback where Self == ReduceLROnPlateau {
  /// Lowers the rate where a value no longer gets better; defaults as in Keras.
  public static func reduceLROnPlateau(
    monitor: String = "val_loss", direction: Monitor.Direction? = nil, factor: Double = 0.1,
    patience: Int = 10, minimalChange: Double = 1e-4, cooldown: Int = 0, minimalRate: Double = 0
  ) -> ReduceLROnPlateau {
    ReduceLROnPlateau(
      monitor: monitor, direction: direction, factor: factor, patience: patience,
      minimalChange: minimalChange, cooldown: cooldown, minimalRate: minimalRate)
  }
}

extension CallbackKind {
  static var reduceLROnPlateau: Self {
    Self("ReduceLROnPlateau", "lowers the rate where a value gets no better") { options in
      let monitor = try options.monitor()
      return ReduceLROnPlateau(
        monitor: monitor.name, direction: monitor.direction,
        factor: try options.number("factor", in: 0...(1 - 1e-9), default: 0.1),
        patience: try options.integer("patience", in: 0...Options.largestSize, default: 10),
        minimalChange: try options.number("minimalChange", in: 0...1e9, default: 1e-4),
        cooldown: try options.integer("cooldown", in: 0...Options.largestSize, default: 0),
        minimalRate: try options.number("minimalRate", in: 0...1e6, default: 0))
    }
  }
}
