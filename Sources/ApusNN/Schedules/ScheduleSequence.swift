import ApusCore

/// One schedule for the first steps, then another, which counts its steps from there.
public struct ScheduleSequence: LearningRateSchedule {
  /// What sets the rate of the first ``steps`` updates.
  public let first: any LearningRateSchedule
  /// What sets the rate of all others.
  public let second: any LearningRateSchedule
  /// The number of updates that follow ``first``.
  public let steps: Int

  /// Traps where `steps` is negative.
  public init(
    _ first: any LearningRateSchedule, then second: any LearningRateSchedule, after steps: Int
  ) {
    require(steps >= 0, "ScheduleSequence: after \(steps) steps; there must be 0 or more")
    self.first = first
    self.second = second
    self.steps = steps
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    step < steps ? first.learningRate(at: step) : second.learningRate(at: step - steps)
  }

  /// The momentum of that update, where its schedule cycles it.
  public func momentum(at step: Int) -> Double? {
    step < steps ? first.momentum(at: step) : second.momentum(at: step - steps)
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "ScheduleSequence",
      options: [
        "first": first.configuration.value, "second": second.configuration.value,
        "steps": .integer(steps),
      ])
  }
}

extension LearningRateSchedule {
  /// This schedule for `steps` updates, then `next`, which counts its steps from there.
  public func then(_ next: any LearningRateSchedule, after steps: Int) -> ScheduleSequence {
    ScheduleSequence(self, then: next, after: steps)
  }
}

extension ScheduleEntry {
  static var scheduleSequence: Self {
    Self("ScheduleSequence", "one schedule after another") { (options: inout Options) in
      ScheduleSequence(
        try options.schedule("first"), then: try options.schedule("second"),
        after: try options.steps("steps", from: 0))
    }
  }
}
