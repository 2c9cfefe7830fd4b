import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension RunOption {
  /// How images are changed; see ``AugmentationConfiguration``.
  static let augmentation = RunOption(
    training: "augmentation", ("--augment", .each),
    "How images are changed: see `apus list augmentations`; may be given several times.",
    example: [
      "RandomHorizontalFlip", .object(["name": "RandomRotation", "degrees": [-15, 15]]),
    ], isForLabels: true,
    read: { ConfigurationValue(listed: try $0.augmentations()) },
    check: { value, plan in
      let steps = try value.augmentations()
      guard let facts = plan.facts, let last = steps.last else { return }
      for step in steps {
        _ = try step.placed { try AugmentationConfiguration.makeStep($0, of: facts.ownShape) }
      }
      try last.at {
        _ = try AugmentationConfiguration.makeAugmentation(
          plan.training.list("augmentation"), seed: 0, of: facts.ownShape)
        guard !plan.training.mixesExamples || plan.givesProbabilities else {
          throw RecipeError("mixed examples need a recipe that learns probabilities")
        }
      }
    })
}

extension YAMLValue {
  /// The steps of a list, by their full names.
  fileprivate func augmentations() throws -> [YAMLValue] {
    try named(eachOf: AugmentationConfiguration.names, "an augmentation")
  }
}

extension TrainingOptions {
  /// Whether examples are mixed, so that their labels are shares of classes.
  var mixesExamples: Bool {
    list("augmentation").contains { ["MixUp", "CutMix"].contains($0.name) }
  }
}

extension RunRequest {
  /// The augmentation that an option names, step by step.
  ///
  /// - Parameters:
  ///   - texts: names with settings, as `RandomRotation:degrees=15`.
  ///   - option: what errors call the option.
  ///   - seed: what all draws follow from.
  ///   - shape: that of the images.
  /// - Throws: ``FileError`` where a step is not known, cannot take the images, or mixes examples
  ///   of several classes.
  public static func makeAugmentation(
    _ texts: [String], option: String, seed: UInt64, of shape: Shape
  ) throws -> Augmentation {
    let steps = try YAMLValue(option: option, names: texts).augmentations()
    return Augmentation(
      seed: seed,
      try steps.map { step in
        let made = try step.placed { try AugmentationConfiguration.makeStep($0, of: shape) }
        guard case .transform(let transform) = made else {
          return try step.at {
            throw RecipeError(
              "mixed examples are of several classes, which no class folder can say")
          }
        }
        return transform
      })
  }
}
