import ApusCore
import CApusImages

/// The image that an ``Augmentation`` is at work on: channels-last floats in memory that serves one
/// image after another.
public final class WorkingImage {
  /// Rows.
  public private(set) var height = 0
  /// Pixels in a row.
  public private(set) var width = 0
  /// Numbers in a pixel.
  public private(set) var channels = 0

  /// [height, width, channels].
  public var shape: Shape { [height, width, channels] }

  /// Where the pixels are: where the finished image shall be, in the first or second area, or still
  /// where they came from.
  private enum Place { case target, first, second, outside }
  private var place = Place.outside
  private var current: UnsafePointer<Float>?
  private var target = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
  private let first = Area()
  private let second = Area()
  private let rooms = (0..<4).map { _ in Area() }

  init() {}

  /// Begins with another image, which must stay where it is and is not changed. `target` has room
  /// for the finished one, see ``finish()``.
  func begin(
    with pixels: UnsafePointer<Float>, shape: Shape, target: UnsafeMutableBufferPointer<Float>
  ) {
    current = pixels
    (height, width, channels) = (shape[0], shape[1], shape[2])
    place = .outside
    self.target = target
  }

  /// The pixels, row-major: to be read, or changed in place.
  public var pixels: UnsafeMutableBufferPointer<Float> {
    let count = height * width * channels
    if let current, case .outside = place {
      let (new, next) = free(for: count)
      new.update(from: current, count: count)
      self.current = UnsafePointer(new)
      place = next
    }
    return UnsafeMutableBufferPointer(start: UnsafeMutablePointer(mutating: current), count: count)
  }

  /// Makes a new image of the same number of channels: `body` reads the old one and writes all of
  /// the new one.
  public func replace(
    height newHeight: Int, width newWidth: Int,
    _ body: (_ old: UnsafePointer<Float>, _ new: UnsafeMutablePointer<Float>) -> Void
  ) {
    guard let current else { return }
    let (new, next) = free(for: newHeight * newWidth * channels)
    body(current, new)
    self.current = UnsafePointer(new)
    (height, width) = (newHeight, newWidth)
    place = next
  }

  /// Where the next image goes: to the target where it fits, so that the last one need not be
  /// copied there.
  private func free(for count: Int) -> (UnsafeMutablePointer<Float>, Place) {
    if place != .target, count <= target.count, let start = target.baseAddress {
      return (start, .target)
    }
    return place == .first ? (second.room(for: count), .second) : (first.room(for: count), .first)
  }

  /// The image, finished, is at the target now.
  func finish() {
    if let current, place != .target {
      target.baseAddress?.update(from: current, count: height * width * channels)
    }
  }

  /// Room number `number`, 0..<4, for `count` floats of any use until it is asked for again.
  func room(_ number: Int, for count: Int) -> UnsafeMutablePointer<Float> {
    rooms[number].room(for: count)
  }

  /// Samples the image through a map from pixels of the new image of `shape` to places in this one.
  ///
  /// - Parameters:
  ///   - displacement: [height, width, 2] of the new image: how far to the right and downwards in
  ///     it each pixel moves before the map; nil for none.
  func warp(
    by map: ImageMap, to shape: Shape, sampling: ImageSampling,
    displacement: UnsafePointer<Float>? = nil
  ) {
    if map == .identity && shape == self.shape && displacement == nil { return }
    // The kernel counts places in 32 bits.
    require(
      height * width * channels <= Int(Int32.max),
      "Augmentation: an image of \(self.shape) is too large")
    var plan = apus_image_warping()
    plan.height = Int64(height)
    plan.width = Int64(width)
    plan.channels = Int64(channels)
    plan.out_height = Int64(shape[0])
    plan.out_width = Int64(shape[1])
    plan.matrix = map.elements
    plan.shift = displacement
    (plan.border, plan.fill) = sampling.border.forKernel
    plan.nearest = sampling.interpolation == .nearest ? 1 : 0
    replace(height: shape[0], width: shape[1]) { old, new in apus_image_warp(&plan, old, new) }
  }
}

/// Memory that grows to the largest image.
private final class Area {
  private var memory: UnsafeMutableBufferPointer<Float>?

  func room(for count: Int) -> UnsafeMutablePointer<Float> {
    if let memory, let start = memory.baseAddress, memory.count >= count { return start }
    memory?.deallocate()
    // Of whole vectors of any processor.
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count) * 4, alignment: 64)
    let grown = raw.bindMemory(to: Float.self)
    memory = grown
    guard let start = grown.baseAddress else { trap("augmentation: no memory") }
    return start
  }

  deinit { memory?.deallocate() }
}
