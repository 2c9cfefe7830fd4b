import ApusCore
import CApusImages

/// Image files with a class each, decoded when a batch is made, on all processors: larger sets than
/// fit into memory.
///
/// Images become float32 [height, width, channels] from 0 to 1. The first of them stay decoded in
/// memory, a byte a pixel and channel, up to a limit. From
/// ``ImageFolder/dataset(_:fitting:cacheLimit:)``.
public struct ImageFileDataset: Dataset {
  /// How images are brought to one size.
  public let fitting: ImageFitting
  /// What the classes are called, in the order of their numbers.
  public let classNames: [String]
  private let files: any EncodedFiles
  private let numbers: [Int32]
  private let labels: [Int32]
  private let cache: ImageCache

  /// 128 MB.
  public static let usualCacheLimit = 128 << 20

  init(
    files: any EncodedFiles, numbers: [Int32], labels: [Int32], classNames: [String],
    fitting: ImageFitting, cacheLimit: Int
  ) {
    self.files = files
    self.numbers = numbers
    self.labels = labels
    self.classNames = classNames
    self.fitting = fitting
    let size = fitting.shape.elementCount
    cache = ImageCache(imageSize: size, count: min(numbers.count, max(0, cacheLimit) / size))
  }

  /// The number of images.
  public var count: Int { numbers.count }
  /// The image.
  public var inputs: [Field] { [Field(Field.features, fitting.shape)] }
  /// Its class.
  public var targets: [Field] { [.classes(classNames)] }

  /// The file at `position`: its path, or its place in an archive.
  public func name(at position: Int) -> String { files.name(of: Int(numbers[position])) }

  /// The class of the image at `position`.
  public func label(at position: Int) -> Int { Int(labels[position]) }

  /// The class of each image.
  public func classes() -> [Int]? { labels.map { Int($0) } }

  /// The images at `positions` and their classes, whatever the epoch.
  ///
  /// - Throws: ``DataError`` that names the first of them that cannot be decoded.
  public func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    checkPositions(positions)
    let size = fitting.shape.elementCount
    let features = try Tensor(
      unsafeUninitialized: fitting.shape.inserting(positions.count, at: 0), of: Float.self
    ) { buffer in
      guard let start = buffer.baseAddress else { return }
      // Each image is written to a place of its own.
      nonisolated(unsafe) let target = start
      try Pipeline.forEach(positions.count) { row in
        try withPixels(at: positions[positions.startIndex + row]) {
          apus_scale_bytes($0, target + row * size, size)
        }
      }
    }
    return Batch(features: features, labels: Tensor(positions.map { labels[$0] }))
  }

  private func withPixels(at position: Int, _ body: (UnsafePointer<UInt8>) -> Void) throws {
    switch cache.look(at: position) {
    case .ready(let pixels): body(pixels)
    case .toFill(let pixels):
      do {
        try decode(position, into: pixels)
      } catch {
        cache.giveUp(position)
        throw error
      }
      cache.filled(position)
      body(pixels)
    case .outside:
      try withUnsafeTemporaryAllocation(
        of: UInt8.self, capacity: fitting.shape.elementCount
      ) { pixels in
        guard let start = pixels.baseAddress else { return }
        try decode(position, into: start)
        body(start)
      }
    }
  }

  private func decode(_ position: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    let file = Int(numbers[position])
    try files.withBytes(of: file) {
      try ImageFile.decode($0, name: files.name(of: file), fitting: fitting, into: pixels)
    }
  }
}
