import ApusData
import ApusInterop
import ApusNN
import ApusTraining

/// How a run trains beyond its recipe's settings.
extension RunRequest {
  func resolvedOptions(
    of recipe: Recipe, _ settings: SettingValues
  ) throws -> TrainingOptions {
    let dataset = recipe.dataset(settings)
    var options = TrainingOptions()
    options.accumulate = try values["accumulate"]?.integer(in: 1...Options.largestSize)
    options.checkpointEvery = try values["checkpointEvery"]?.integer(in: 1 ... .max)
    options.unstratified = try values["unstratified"]?.flag()
    options.validation = try values["validation"].map { value in
      let share = try value.number(in: 0...1)
      guard share > 0, share < 1 else {
        throw value.error("\(value.shown) is out of range; expected a share above 0 and below 1")
      }
      return share
    }
    options.fold = try values["fold"].map(fold)
    if let value = values["validation"], options.fold != nil {
      throw value.error("a fold says already what to validate on; leave one out")
    }
    try metrics(fromLogits: recipe.givesProbabilities, &options)
    try augmentation(recipe, dataset, &options)
    try callbacks(settings, &options)
    if let value = values["clip"] {
      options.clip = try clip(value)
      try at(value) { _ = try options.makeClipping() }
    }
    if let value = values["classWeights"] {
      try at(value) {
        if case .text(let text) = value.content {
          options.classWeights = try ClassWeights.value(of: text)
        } else {
          options.classWeights = value.configurationValue
        }
        _ = try options.makeClassWeights(dataset.classNames)
      }
      if options.mixesExamples {
        throw value.error("examples that MixUp or CutMix mixes are of no one class; leave one out")
      }
    }
    return options
  }

  private func clip(_ value: YAMLValue) throws -> ConfigurationValue {
    guard case .text(let text) = value.content else { return value.configurationValue }
    // globalNorm=1, as the command line has it.
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else { return value.configurationValue }
    return .object([sides[0]: YAMLValue(option: "", sides[1]).configurationValue])
  }

  private func fold(_ value: YAMLValue) throws -> Fold {
    var object = try value.object()
    let method = try object.required("method").choice(
      among: Fold.Method.allCases.map(\.rawValue), "a way to divide")
    let count = try object.required("count").integer(in: 1...Options.largestSize)
    let fold = Fold(
      method: Fold.Method(rawValue: method) ?? .stratified,
      number: try object.required("number").integer(in: 1...count), count: count,
      seed: try object["seed"]?.unsigned() ?? 0)
    try object.finish()
    return fold
  }
}
