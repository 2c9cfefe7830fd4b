import ApusFiles
import ApusNN
import ApusTraining

extension RunOption {
  /// What watches training; see ``CallbackConfiguration``.
  static let callbacks = RunOption(
    training: "callbacks", ("--callback", .each),
    "What watches training: see `apus list callbacks`; may be given several times.",
    example: [
      .object(["name": "EarlyStopping", "patience": 3, "restoreBestWeights": true]),
      .object(["name": "TensorBoard", "histogramEvery": 1]),
    ], mayChange: true,
    read: { ConfigurationValue(listed: try $0.callbacks()) },
    check: { value, plan in
      let measured =
        ["loss", "accuracy", "meanAbsoluteError", "r2Score"]
        + plan.training.list("metrics").compactMap(\.name)
      let monitored = measured + measured.map { "val_" + $0 }
      for value in try value.callbacks() {
        try check(value, plan, among: monitored)
      }
    })

  private static func check(
    _ value: YAMLValue, _ plan: RunPlan, among monitored: [String]
  ) throws {
    let callback = try value.placed(CallbackConfiguration.makeCallback)
    let isSupervised = plan.recipe.supervision != nil
    if case .object(let entries) = value.content,
      let monitor = entries.first(where: { $0.key == "monitor" })?.value
    {
      let name = try monitor.text()
      // What other learners report is known only when they do.
      guard !isSupervised || monitored.contains(name) else {
        throw FileError(
          monitor.place.description,
          "there is no \"\(name)\" to monitor\(suggestion(for: name, among: monitored))")
      }
    }
    do {
      _ = try (callback as? EarlyStopping)?.checkedDirection()
    } catch let error as TrainingError {
      throw FileError(value.place.description, error.description)
    }
    let hasSchedule =
      isSupervised
      && (plan.settings.text("schedule") != "none" || plan.settings.number("rateDecay") > 0)
    if callback is ReduceLROnPlateau, hasSchedule {
      throw FileError(
        value.place.description,
        """
        ReduceLROnPlateau and a schedule or rateDecay would both set the learning rate; leave one \
        out
        """
      )
    }
  }
}

extension YAMLValue {
  /// The callbacks of a list, by their full names.
  func callbacks() throws -> [YAMLValue] {
    try named(eachOf: CallbackConfiguration.names, "a callback")
  }
}

extension TrainingOptions {
  /// Whether a callback of this name is among them.
  func hasCallback(_ name: String) -> Bool { list("callbacks").contains { $0.name == name } }

  /// The callbacks; an average of the weights comes last, so that the others see it.
  func makeCallbacks() throws -> [any Callback] {
    let all = try list("callbacks").map(CallbackConfiguration.makeCallback)
    return all.filter { !($0 is WeightAverage) } + all.filter { $0 is WeightAverage }
  }
}
