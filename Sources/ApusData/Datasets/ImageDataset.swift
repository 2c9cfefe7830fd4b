import ApusCore
import CApusImages

/// Images of one size with a class each, kept as bytes and scaled to 0…1 when a batch is made.
///
/// Copies share the pixels.
public struct ImageDataset: Dataset {
  /// [height, width, channels] of an image.
  public let featureShape: Shape
  /// What the classes are called, in the order of their numbers.
  public let classNames: [String]
  /// Images in the order of the data set, each where its pixels lie.
  private let places: [Place]
  private let labels: [Int32]
  /// Several, so that a set whose size shows only at its end is read without moving anything.
  private let blocks: [[UInt8]]

  struct Place {
    let block: Int32
    let image: Int32
  }

  /// The number of images.
  public var count: Int { places.count }
  /// The image, as float32 [height, width, channels] from 0 to 1.
  public var inputs: [Field] { [Field(Field.features, featureShape)] }
  /// Its class.
  public var targets: [Field] { [.classes(classNames)] }

  /// A data set of `labels.count` images.
  ///
  /// Traps where the number of pixels does not fit or a label is no index of `classNames`.
  ///
  /// - Parameters:
  ///   - pixels: image after image, rows from the top, channels last.
  ///   - shape: [height, width, channels].
  ///   - labels: a class each.
  ///   - classNames: what the classes are called.
  public init(pixels: [UInt8], shape: Shape, labels: [Int32], classNames: [String]) {
    require(
      pixels.count == labels.count * shape.elementCount,
      "ImageDataset: \(pixels.count) bytes for \(labels.count) images of \(shape)")
    let places = labels.indices.map { Place(block: 0, image: Int32($0)) }
    self.init(
      blocks: [pixels], places: places, shape: shape, labels: labels, classNames: classNames)
  }

  init(
    blocks: [[UInt8]], places: [Place], shape: Shape, labels: [Int32], classNames: [String]
  ) {
    require(shape.rank == 3, "ImageDataset: \(shape), expected [height, width, channels]")
    require(
      labels.allSatisfy { classNames.indices.contains(Int($0)) },
      "ImageDataset: a label outside \(classNames.count) classes")
    featureShape = shape
    self.classNames = classNames
    self.places = places
    self.labels = labels
    self.blocks = blocks
  }

  /// The class of the image at `position`.
  public func label(at position: Int) -> Int { Int(labels[position]) }

  /// The image at `position`.
  public func image(at position: Int) -> Image {
    let size = featureShape.elementCount
    let start = Int(places[position].image) * size
    return Image(
      width: featureShape[1], height: featureShape[0], channels: featureShape[2],
      pixels: Array(blocks[Int(places[position].block)][start..<start + size]))
  }

  /// The images at `positions`, x / 255 for their pixels, and their classes, whatever the epoch.
  public func batch(at positions: ArraySlice<Int>, epoch: Int) -> Batch {
    checkPositions(positions)
    let size = featureShape.elementCount
    let features = Tensor(
      unsafeUninitialized: featureShape.inserting(positions.count, at: 0), of: Float.self
    ) { buffer in
      guard let target = buffer.baseAddress else { return }
      for (row, position) in positions.enumerated() {
        // Shuffled, nearly every image waits for memory; asked for two images ahead, none does.
        let ahead = positions.startIndex + row + 2
        if ahead < positions.endIndex {
          withPixels(at: positions[ahead]) { apus_prefetch_bytes($0, size) }
        }
        withPixels(at: position) { apus_scale_bytes($0, target + row * size, size) }
      }
    }
    return Batch(features: features, labels: Tensor(positions.map { labels[$0] }))
  }

  /// The class of each image.
  public func classes() -> [Int]? { labels.map { Int($0) } }

  private func withPixels(at position: Int, _ body: (UnsafePointer<UInt8>) -> Void) {
    let place = places[position]
    blocks[Int(place.block)].withUnsafeBufferPointer { block in
      guard let start = block.baseAddress else { return }
      body(start + Int(place.image) * featureShape.elementCount)
    }
  }
}
