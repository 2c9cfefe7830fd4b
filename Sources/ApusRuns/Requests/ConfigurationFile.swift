import ApusInterop
import ApusNN
import ApusTraining

extension RunConfiguration {
  /// The configuration as YAML, which `apus train --config` takes to repeat the run exactly.
  public func yaml(of recipe: Recipe) -> String {
    var file = YAMLWriter()
    file.comment(
      """
      A run of \(recipe.name), begun \(created) by Apus \(version).\nTo repeat it: apus train \
      --config THIS --out FOLDER
      """
    )
    write(to: &file, recipe, hints: false)
    return file.text
  }

  /// The same with comments on everything that can be set.
  public func template(of recipe: Recipe) -> String {
    var file = YAMLWriter()
    file.comment(
      """
      Settings of a run of \(recipe.name): \(recipe.summary).
      To run it: apus train --config THIS. What the command line says goes before what stands here.
      """)
    write(to: &file, recipe, hints: true)
    return file.text
  }

  private func write(to file: inout YAMLWriter, _ recipe: Recipe, hints: Bool) {
    let options = training ?? TrainingOptions()
    func remark(_ text: String) -> String? { hints ? text : nil }
    file.entry("recipe", .text(self.recipe), remark: remark("apus list recipes"))
    file.entry("epochs", .integer(epochs), remark: remark("how often to go through all examples"))
    file.entry(
      "batchSize", batchSize == Self.wholeSet ? "full" : .integer(batchSize),
      remark: remark("examples a step, or full"))
    file.entry("seed", exact(String(seed)), remark: remark("of weights, dropout and the order"))
    if !hints {
      file.entry("threads", .integer(threads))
    }
    if let data {
      file.entry("data", .text(data))
    } else if hints {
      file.entry("data", "/path/to/data", remark: "where the data set is", isComment: true)
    }
    if hints { file.entry("out", "runs/mine", remark: "the run's folder", isComment: true) }
    file.group("settings")
    for setting in recipe.settings {
      guard let value = settings[setting.name] else { continue }
      file.entry(
        setting.name, exact(value), remark: remark("\(setting.help); \(setting.range)"), depth: 1)
    }

    func part(
      _ key: String, _ value: ConfigurationValue?, example: ConfigurationValue, _ text: String
    ) {
      if hints {
        file.space()
        file.comment(text)
      }
      if let value {
        file.entry(key, value)
      } else if hints {
        file.entry(key, example, isComment: true)
      }
    }
    part(
      "metrics", options.metrics.map { .list($0) },
      example: ["f1Score", .object(["name": "topKAccuracy", "k": 3])],
      "Measured beside the loss and the accuracy: apus list metrics")
    part(
      "callbacks", options.callbacks.map { .list($0) },
      example: [
        .object(["name": "EarlyStopping", "patience": 3, "restoreBestWeights": true]),
        .object(["name": "TensorBoard", "histogramEvery": 1]),
      ], "What watches training: apus list callbacks")
    part(
      "augmentation", options.augmentation.map { .list($0) },
      example: [
        "RandomHorizontalFlip", .object(["name": "RandomRotation", "degrees": [-15, 15]]),
      ], "How images are changed while training: apus list augmentations")
    part(
      "classWeights", options.classWeights, example: "balanced",
      "What the examples of each class count for: balanced, a number for each, or {class: number}")
    part(
      "clip", options.clip, example: .object(["globalNorm": 1]),
      "The limit of gradients: value, norm or globalNorm")
    part(
      "accumulate", options.accumulate.map { .integer($0) }, example: 4, "Batches an update")
    part(
      "validation", options.validation.map { .number($0) }, example: 0.1,
      "The share of the training set to validate on, in place of the test set")
    part(
      "unstratified", options.unstratified.map { .flag($0) }, example: true,
      "Whether that share is drawn without regard to classes")
    part(
      "checkpointEvery", options.checkpointEvery.map { .integer($0) }, example: 100,
      "Steps between checkpoints, beside the one after each epoch")
    if let fold = options.fold {
      file.entry(
        "fold",
        .object([
          "method": .text(fold.method.rawValue), "number": .integer(fold.number),
          "count": .integer(fold.count), "seed": exact(String(fold.seed)),
        ]))
    }
  }

  /// A value that is read back as this very text: a number only where it is written so.
  private func exact(_ text: String) -> ConfigurationValue {
    let number = YAMLValue(option: "", text).configurationValue
    switch number {
    case .integer, .number, .flag: return YAMLWriter.inlined(number) == text ? number : .text(text)
    default: return .text(text)
    }
  }
}
