import ApusCore
import ApusNN

/// Image transforms as a layer: in training every image of a batch is changed anew, otherwise none
/// is.
///
/// ```swift
/// let model = Sequential {
///   Augment {
///     RandomHorizontalFlip()
///     RandomRotation(-15...15)
///     RandomCrop(height: 28, width: 28, padding: 2)
///   }
///   Conv2D(32, kernel: 3, activation: .relu)
///   Flatten()
///   Dense(10)
/// }
/// ```
///
/// Input and output [batch, height, width, channels], float32. What is drawn follows from the
/// current random generator, of which each call takes one stream, and the image's place in the
/// batch: the same seed gives the same images, for any number of threads and after a resumption.
/// Out of training, and in ``Mode/sampling(_:)``, each transform's ``ImageTransform/standingStill``
/// takes its place: a random crop is one of the middle, so that shapes are the same.
///
/// **No gradient passes through** in training: the output is a constant. So the layer belongs
/// before the first with parameters. ``Dataset/augmented(by:)`` makes the same changes while
/// batches are loaded, beside training instead of in it, and can mix examples as well.
///
/// Source: Keras 3's preprocessing layers (`RandomFlip`, `RandomRotation`, …), each a layer of its
/// own; lecture S0:1643.
public final class Augment: Layer {
  public static let summary =
    "random transforms of images in training: flips, turns, crops, noise, …"
  /// The transforms, in order.
  public let transforms: [any ConfigurableTransform]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  private let moving: Augmentation
  private let still: Augmentation

  /// The layer of these transforms.
  public init(_ transforms: [any ConfigurableTransform], name: String? = nil) {
    self.transforms = transforms
    self.name = name
    moving = Augmentation(transforms)
    still = Augmentation(transforms.compactMap(\.standingStill))
  }

  /// The layer of the transforms that the block lists.
  public convenience init(
    name: String? = nil, @TransformBuilder _ transforms: () -> [any ConfigurableTransform]
  ) {
    self.init(transforms(), name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 4 && input.dtype == .float32,
      "Augment: \(input.dtype) \(input.shape), expected float32 [batch, height, width, channels]")
    let augmentation = Mode.current == .training ? moving : still
    let output = augmentation.outputShape(for: input.shape.removing(0))
    if augmentation.transforms.isEmpty { return input }
    guard input.device == .cpu else {
      return .meta(output.inserting(input.shape[0], at: 0), dtype: .float32)
    }
    // What stands still draws nothing: it takes no stream, so that evaluation leaves training's
    // numbers alone.
    let stream =
      Mode.current == .training
      ? RandomGenerator.current.nextStream() : RandomGenerator.State(seed: 0)
    return augmentation.augmented(
      input, seed: stream.seed, epoch: Int(truncatingIfNeeded: stream.stream),
      threads: threadCount())
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension Augment: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["transforms": .list(transforms.map(\.configuration))]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    guard case .list(let list)? = options.value("transforms"), list.count <= 1000 else {
      throw ConfigurationError(
        .invalidOption, "\(options.owner): transforms must be a list of at most 1000 transforms")
    }
    self.init(try list.map(ImageTransforms.make), name: name)
  }

}

extension Augment: InputCheckingModule {
  /// Throws if the transforms of training or those of inference cannot take the images.
  package func check(_ inputs: [TensorType]) throws {
    for augmentation in [moving, still] {
      if let refusal = augmentation.refusal(of: inputs[0].shape.removing(0)) {
        throw ConfigurationError(.impossibleShape, "\(Self.typeName): \(refusal)")
      }
    }
  }
}

/// Makes a list of transforms from a block.
@resultBuilder
public enum TransformBuilder {
  /// One transform.
  public static func buildExpression(
    _ transform: any ConfigurableTransform
  ) -> [any ConfigurableTransform] { [transform] }
  /// The parts of a block.
  public static func buildBlock(
    _ parts: [any ConfigurableTransform]...
  ) -> [any ConfigurableTransform] { parts.flatMap { $0 } }
  /// The part of an `if` without `else`.
  public static func buildOptional(
    _ part: [any ConfigurableTransform]?
  ) -> [any ConfigurableTransform] { part ?? [] }
  /// The first branch.
  public static func buildEither(
    first: [any ConfigurableTransform]
  ) -> [any ConfigurableTransform] { first }
  /// The other branch.
  public static func buildEither(
    second: [any ConfigurableTransform]
  ) -> [any ConfigurableTransform] { second }
}
