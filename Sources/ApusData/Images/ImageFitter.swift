import CApusImages

/// Brings the rows of a photograph, which arrive one after another as they are stored, to their
/// place in an image.
final class ImageFitter {
  private let resampler: OpaquePointer
  private let orientation: ImageOrientation
  private let channels: Int
  /// Where the photograph begins in the image, and how far rows are apart there, in bytes.
  private let target: UnsafeMutablePointer<UInt8>
  private let stride: Int
  /// The photograph at its new size, where it is yet to be turned.
  private let stored: UnsafeMutablePointer<UInt8>?
  private let storedWidth: Int
  private let storedHeight: Int
  private var done = 0

  /// A fitter for a stored photograph of `width` by `height`, whose rows come at a `reduction`-th
  /// of that.
  ///
  /// `target` has room for the whole image; what lies outside the photograph is filled at once.
  init(
    _ fitting: ImageFitting, width: Int, height: Int, reduction: Int = 1,
    orientation: ImageOrientation = .upright, to target: UnsafeMutablePointer<UInt8>
  ) {
    let placement = ImagePlacement(fitting, width: width, height: height, orientation)
    let (columns, rows) = placement.stored(orientation)
    guard
      let resampler = apus_byte_resampler_create(
        columns.resampling(of: width, reduction: reduction),
        rows.resampling(of: height, reduction: reduction), Int32(fitting.channels))
    else { fatalError("no memory to fit an image") }
    self.resampler = resampler
    self.orientation = orientation
    channels = fitting.channels
    stride = fitting.width * channels
    (storedWidth, storedHeight) = (columns.count, rows.count)
    let size = storedWidth * storedHeight * channels
    if size < fitting.height * stride {
      target.update(repeating: fitting.margin, count: fitting.height * stride)
    }
    self.target = target + placement.rows.start * stride + placement.columns.start * channels
    stored = orientation == .upright ? nil : .allocate(capacity: size)
  }

  deinit {
    apus_byte_resampler_destroy(resampler)
    stored?.deallocate()
  }

  /// Takes the next `count` rows, which lie one after another.
  func take(_ rows: UnsafePointer<UInt8>, count: Int) {
    let size = stored == nil ? stride : storedWidth * channels
    done += Int(
      apus_byte_resampler_take(
        resampler, rows, Int32(count), (stored ?? target) + done * size, size))
  }

  /// Completes the image, after the last row.
  func finish() {
    guard let stored else { return }
    orientation.turn(
      stored, width: storedWidth, height: storedHeight, channels: channels, to: target,
      stride: stride)
  }
}

extension ImagePlacement.Axis {
  /// How a stored side of `extent` pixels gets to its place, which arrives at a `reduction`-th of
  /// it.
  fileprivate func resampling(of extent: Int, reduction: Int) -> apus_byte_axis {
    apus_byte_axis(
      old_count: Int32((extent + reduction - 1) / reduction),
      old_extent: Double(extent) / Double(reduction), new_extent: Int32(scaled),
      first: Int32(first), count: Int32(count))
  }
}
