import ApusCore
import ApusData
import ApusNN
import ApusTraining

/// The augmentations that a configuration can name: the random transforms of images, and what mixes
/// the examples of a batch.
public enum AugmentationConfiguration {
  /// A step of an augmentation.
  enum Step: Sendable {
    case transform(any ImageTransform)
    case mixing(any BatchMixing)
  }

  /// The names of all augmentations.
  public static var names: [String] { registry.names }

  /// The names of all augmentations, and what each does in one line.
  public static var summaries: [(name: String, summary: String)] {
    registry.entries.map { ($0.name, $0.summary) }
  }

  /// The augmentation of these steps, objects with a name and settings; nil for an empty list.
  ///
  /// - Parameter shape: that of the images, which comes out of all steps unchanged.
  /// - Throws: ``ConfigurationError`` or ``RecipeError`` where a step is not known or cannot take
  ///   the images.
  static func makeAugmentation(
    _ values: [ConfigurationValue], seed: UInt64, of shape: Shape
  ) throws -> Augmentation? {
    var transforms: [any ImageTransform] = []
    var mixing: (any BatchMixing)?
    for value in values {
      switch try makeStep(value, of: shape) {
      case .transform(let transform): transforms.append(transform)
      case .mixing(let mix):
        guard mixing == nil else { throw RecipeError("only one of MixUp and CutMix can mix") }
        mixing = mix
      }
    }
    if transforms.isEmpty && mixing == nil { return nil }
    return Augmentation(seed: seed, transforms, mixing: mixing)
  }

  /// One step, which must leave images of `shape` in their shape.
  static func makeStep(_ value: ConfigurationValue, of shape: Shape) throws -> Step {
    guard shape.rank == 3 else {
      throw RecipeError("augmentation is for images; the examples here have the shape \(shape)")
    }
    let step = try registry.make(value)
    if case .transform(let transform) = step, transform.outputShape(for: shape) != shape {
      throw RecipeError(
        "it makes images of \(transform.outputShape(for: shape)), but the model takes \(shape)")
    }
    return step
  }

  static var registry: Registry<Step> {
    let transforms = ImageTransforms.all.filter { $0.isRandom }.map { type in
      Registry<Step>.Entry(type.typeName, type.summary) { .transform(try type.init(options: &$0)) }
    }
    return Registry(
      "an augmentation",
      transforms + [
        Registry.Entry("MixUp", "mixed with another example of the batch, by alpha") {
          .mixing(MixUp(alpha: try $0.number("alpha", in: 0.001...1000, default: 0.2)))
        },
        Registry.Entry("CutMix", "with a rectangle of another example of the batch, by alpha") {
          .mixing(CutMix(alpha: try $0.number("alpha", in: 0.001...1000, default: 1)))
        },
      ])
  }
}
