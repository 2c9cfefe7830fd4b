import ApusCore
import Dispatch

/// Random changes of images that leave their meaning: more examples than there are.
///
/// ```swift
/// let augmentation = Augmentation(seed: 1, [
///   RandomHorizontalFlip(), RandomAffine(degrees: -15...15, x: -0.1...0.1, y: -0.1...0.1),
///   ColorJitter(brightness: 0.8...1.2, saturation: 0.8...1.2),
/// ])
/// try model.fit(train.augmented(by: augmentation), epochs: 10, batchSize: 128)
/// ```
///
/// What becomes of an example follows from the seed, the epoch and the example's position in the
/// data set alone: it is the same for any order, size of batch, number of threads, and for training
/// that was interrupted. Geometric transforms that follow one another with the same sampling become
/// one map, after which one ``ElasticTransform`` still belongs to it: the image is sampled once.
///
/// - Source: lectures S0, S2, S3, augmentation.
public struct Augmentation: Sendable {
  /// What all draws follow from.
  public let seed: UInt64
  /// The steps, in order.
  public let transforms: [any ImageTransform]
  /// What mixes the examples of a batch after the steps; nil for nothing.
  public let mixing: (any BatchMixing)?
  private let stages: [Stage]

  /// One transform, or several that sample the image once.
  private enum Stage {
    case single(number: Int, any ImageTransform)
    case warp(Warp)
  }

  private struct Warp {
    var maps: [(number: Int, transform: any GeometricTransform)] = []
    var bending: (number: Int, transform: ElasticTransform)?
    var sampling: ImageSampling?

    /// Whether a step with this sampling can belong to it.
    func takes(_ other: ImageSampling?) -> Bool {
      bending == nil && (sampling == nil || other == nil || sampling == other)
    }
  }

  /// An augmentation by `transforms`, in order, then `mixing`.
  public init(
    seed: UInt64 = 0, _ transforms: [any ImageTransform], mixing: (any BatchMixing)? = nil
  ) {
    self.seed = seed
    self.transforms = transforms
    self.mixing = mixing
    stages = Augmentation.stages(transforms)
  }

  private static func stages(_ transforms: [any ImageTransform]) -> [Stage] {
    var stages: [Stage] = []
    for (number, transform) in transforms.enumerated() {
      var warp = Warp()
      var isOpen = false
      if case .warp(let last) = stages.last {
        warp = last
        isOpen = true
      }
      func add(_ sampling: ImageSampling?, _ change: (inout Warp) -> Void) {
        if isOpen && warp.takes(sampling) { stages.removeLast() } else { warp = Warp() }
        warp.sampling = warp.sampling ?? sampling
        change(&warp)
        stages.append(.warp(warp))
      }
      switch transform {
      case let geometric as any GeometricTransform:
        add(geometric.sampling) { $0.maps.append((number, geometric)) }
      case let elastic as ElasticTransform:
        add(elastic.sampling) { $0.bending = (number, elastic) }
      default: stages.append(.single(number: number, transform))
      }
    }
    return stages
  }

  /// The shape [height, width, channels] that images of shape `input` come out with; traps where a
  /// transform cannot take them.
  public func outputShape(for input: Shape) -> Shape {
    if let refusal = refusal(of: input) { trap(refusal) }
    return transforms.reduce(input) { $1.outputShape(for: $0) }
  }

  /// Why images of shape `input` cannot be taken, in a line; nil where they can.
  public func refusal(of input: Shape) -> String? {
    guard input.rank == 3 else {
      return "Augmentation: images of \(input), expected [height, width, channels]"
    }
    var shape = input
    for transform in transforms {
      if let refusal = transform.refusal(of: shape) { return refusal }
      shape = transform.outputShape(for: shape)
    }
    return nil
  }

  /// The augmented images, not mixed: [images, new height, new width, channels].
  ///
  /// - Parameters:
  ///   - images: float32 [images, height, width, channels].
  ///   - examples: each image's position in its data set; 0, 1, … where it is nil.
  ///   - epoch: the number of the epoch.
  public func callAsFunction(
    _ images: Tensor, examples: ArraySlice<Int>? = nil, epoch: Int = 0
  ) -> Tensor {
    augmented(images, examples: examples, seed: seed, epoch: epoch, threads: 1)
  }

  /// The same with draws of another seed, by so many threads; the result does not depend on their
  /// number.
  func augmented(
    _ images: Tensor, examples: ArraySlice<Int>? = nil, seed: UInt64, epoch: Int, threads: Int
  ) -> Tensor {
    require(
      images.rank == 4 && images.dtype == .float32,
      "Augmentation: \(images.dtype) \(images.shape), expected float32 [images, height, width, "
        + "channels]")
    let examples = Array(examples ?? Array(0..<images.shape[0])[...])
    require(
      examples.count == images.shape[0],
      "Augmentation: \(examples.count) positions of \(images.shape[0]) images")
    let input = images.shape.removing(0)
    let output = outputShape(for: input)
    let shares = max(1, min(threads, examples.count))
    return images.withElements(of: Float.self) { pixels in
      Tensor(unsafeUninitialized: output.inserting(examples.count, at: 0), of: Float.self) {
        guard let first = pixels.baseAddress, let firstOut = $0.baseAddress else { return }
        // Each share reads and writes images of its own.
        nonisolated(unsafe) let (from, to) = (first, firstOut)
        DispatchQueue.concurrentPerform(iterations: shares) { share in
          let image = WorkingImage()
          for row in examples.count * share / shares..<examples.count * (share + 1) / shares {
            let count = output.elementCount
            image.begin(
              with: from + row * input.elementCount, shape: input,
              target: UnsafeMutableBufferPointer(start: to + row * count, count: count))
            change(image, example: examples[row], seed: seed, epoch: epoch)
            image.finish()
          }
        }
      }
    }
  }

  private func change(_ image: WorkingImage, example: Int, seed: UInt64, epoch: Int) {
    func drawsOf(_ number: Int) -> ImageDraws {
      ImageDraws(seed: seed, epoch: epoch, transform: number, example: example)
    }
    for stage in stages {
      switch stage {
      case .single(let number, let transform):
        var draws = drawsOf(number)
        transform.apply(to: image, draws: &draws)
      case .warp(let warp):
        var map = ImageMap.identity
        var shape = image.shape
        for (number, transform) in warp.maps {
          var draws = drawsOf(number)
          map = map.after(transform.map(for: shape, draws: &draws))
          shape = transform.outputShape(for: shape)
        }
        var displacement: UnsafePointer<Float>?
        if let (number, elastic) = warp.bending {
          var draws = drawsOf(number)
          displacement = elastic.displacement(for: shape, in: image, draws: &draws)
        }
        image.warp(
          by: map, to: shape, sampling: warp.sampling ?? ImageSampling(),
          displacement: displacement)
      }
    }
  }

  /// The batch with its images augmented and mixed; `classCount` is the number of classes.
  func callAsFunction(
    _ batch: Batch, examples: ArraySlice<Int>, epoch: Int, classCount: Int
  ) -> Batch {
    let features = self(batch.features, examples: examples, epoch: epoch)
    guard let mixing else { return batch.replacing(features: features) }
    let draws = examples.map {
      ImageDraws(seed: seed, epoch: epoch, transform: -1, example: $0)
    }
    return mixing.mix(
      batch.replacing(features: features, labels: batch.labels.distributions(of: classCount)),
      draws: draws)
  }
}

extension Tensor {
  /// A row of shares for each class number of an integer tensor; floats as they are.
  fileprivate func distributions(of classCount: Int) -> Tensor {
    if dtype.isFloatingPoint { return self }
    return Tensor(unsafeUninitialized: [shape[0], classCount], of: Float.self) { rows in
      rows.update(repeating: 0)
      withElements(of: Int32.self) { labels in
        for (row, label) in labels.enumerated() { rows[row * classCount + Int(label)] = 1 }
      }
    }
  }
}
