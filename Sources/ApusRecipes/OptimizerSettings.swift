import ApusNN
import Foundation

/// The settings by which every recipe lets the user choose the optimizer.
enum OptimizerSettings {
  static func settings(optimizer: String, learningRate: String, rateDecay: String) -> [Setting] {
    [
      Setting(
        "optimizer", .choice(["sgd", "rmsprop", "adam", "adamw"]), default: optimizer,
        "the rule that updates the weights"),
      Setting(
        "learningRate", .number(0...100, openBelow: true), default: learningRate,
        "the size of its steps"),
      Setting(
        "rateDecay", .number(0...10, openBelow: false), default: rateDecay,
        "k: every epoch multiplies the rate by exp(-k)"),
      Setting(
        "momentum", .number(0...1, openBelow: false), default: "0",
        "the share of the last step that goes on; for sgd and rmsprop"),
      Setting(
        "weightDecay", .number(0...1, openBelow: false), default: "0",
        "the share of each weight taken off a step, times the rate; adamw: 0.004 where it is 0"),
    ]
  }

  /// Throws where a setting is given that the chosen optimizer has no use for.
  static func check(_ assignments: [String: String], _ values: SettingValues) throws {
    let name = values.text("optimizer")
    if assignments["momentum"] != nil, ["adam", "adamw"].contains(name) {
      throw RecipeError("momentum is for sgd and rmsprop; \(name) keeps averages of its own")
    }
  }

  /// η · e^(−k · epoch); nil where k is 0. It does not depend on the number of epochs, so a run may go on for longer.
  static func schedule(
    _ values: SettingValues, stepsPerEpoch: Int
  ) -> (any LearningRateSchedule)? {
    let decay = values.number("rateDecay")
    guard decay > 0 else { return nil }
    return ExponentialDecay(
      initialRate: values.number("learningRate"), decaySteps: stepsPerEpoch, decayRate: exp(-decay),
      staircase: true)
  }

  static func optimizer(_ values: SettingValues) -> any Optimizer {
    let rate = values.number("learningRate")
    let momentum = values.number("momentum")
    let decay = values.number("weightDecay") > 0 ? values.number("weightDecay") : nil
    switch values.text("optimizer") {
    case "sgd": return SGD(learningRate: rate, momentum: momentum, weightDecay: decay)
    case "rmsprop": return RMSprop(learningRate: rate, momentum: momentum, weightDecay: decay)
    case "adamw": return AdamW(learningRate: rate, weightDecay: decay ?? 0.004)
    default: return Adam(learningRate: rate, weightDecay: decay)
    }
  }
}
