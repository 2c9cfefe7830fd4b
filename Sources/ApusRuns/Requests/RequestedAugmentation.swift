import ApusCore
import ApusData
import ApusInterop
import ApusTraining

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
    var request = RunRequest()
    request.set("augmentation", texts, option: option)
    let listed = try request.objects(
      "augmentation", among: AugmentationConfiguration.names, "an augmentation")
    var transforms: [any ImageTransform] = []
    for value in listed ?? [] {
      try request.at(value) {
        let step = try value.configured {
          try AugmentationConfiguration.makeStep($0, of: shape)
        }
        guard case .transform(let transform) = step else {
          throw RecipeError("mixed examples are of several classes, which no class folder can say")
        }
        transforms.append(transform)
      }
    }
    return Augmentation(seed: seed, transforms)
  }
}
