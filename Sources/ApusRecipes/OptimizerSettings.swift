import ApusNN

/// The settings by which every recipe lets the user choose the optimizer.
enum OptimizerSettings {
  static func settings(optimizer: String, learningRate: String) -> [Setting] {
    [
      Setting(
        "optimizer", .choice(["sgd", "rmsprop", "adam", "adamw"]), default: optimizer,
        "the rule that updates the weights"),
      Setting(
        "learningRate", .number(0...100, openBelow: true), default: learningRate,
        "the size of its steps"),
      Setting(
        "momentum", .number(0...1, openBelow: false), default: "0",
        "the share of the last step that goes on, for sgd and rmsprop"),
      Setting(
        "weightDecay", .number(0...1, openBelow: false), default: "0",
        "the share of each weight taken off a step, times the rate"),
    ]
  }

  static func optimizer(_ values: SettingValues) -> any Optimizer {
    let rate = values.number("learningRate")
    let momentum = values.number("momentum")
    let decay = values.number("weightDecay")
    let optionalDecay = decay > 0 ? decay : nil
    switch values.text("optimizer") {
    case "sgd": return SGD(learningRate: rate, momentum: momentum, weightDecay: optionalDecay)
    case "rmsprop":
      return RMSprop(learningRate: rate, momentum: momentum, weightDecay: optionalDecay)
    case "adamw": return AdamW(learningRate: rate, weightDecay: decay)
    default: return Adam(learningRate: rate, weightDecay: optionalDecay)
    }
  }
}
