import ApusData
import ApusInterop
import ApusNN
import ApusTraining

/// How a run trains beyond its recipe's settings.
extension RunRequest {
  func resolvedOptions(
    of recipe: Recipe, _ settings: SettingValues
  ) throws -> TrainingOptions {
    let facts = recipe.data.expectedFacts(settings)
    var options = TrainingOptions()
    options.accumulate = try values["accumulate"]?.integer(in: 1...Options.largestSize)
    options.checkpointEvery = try values["checkpointEvery"]?.integer(in: 1 ... .max)
    options.unstratified = try values["unstratified"]?.flag()
    if let value = values["validation"], facts == nil, let path = try? value.text(),
      Double(path) == nil
    {
      options.validationPath = absolutePath(path)
    } else {
      options.validation = try values["validation"].map(share)
    }
    options.fold = try values["fold"].map(fold)
    if let value = values["validation"], options.fold != nil {
      throw value.error("a fold says already what to validate on; leave one out")
    }
    if let supervision = recipe.supervision {
      let givesProbabilities =
        facts.map { supervision.givesProbabilities(settings, $0) } ?? true
      try metrics(
        fromLogits: givesProbabilities, isOfClasses: facts.map { !$0.classNames.isEmpty }, &options)
      try augmentation(givesProbabilities, facts, &options)
    } else if let value = values["metrics"] ?? values["augmentation"] ?? values["classWeights"] {
      throw value.error("\(value.shown) is for recipes that learn from labels; leave it out")
    }
    try callbacks(recipe, settings, &options)
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
        if let facts { _ = try options.makeClassWeights(facts.classNames) }
      }
      if options.mixesExamples {
        throw value.error("examples that MixUp or CutMix mixes are of no one class; leave one out")
      }
    }
    return options
  }

  private func share(_ value: YAMLValue) throws -> Double {
    let share = try value.number(in: 0...1)
    guard share > 0, share < 1 else {
      throw value.error("\(value.shown) is out of range; expected a share above 0 and below 1")
    }
    return share
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
