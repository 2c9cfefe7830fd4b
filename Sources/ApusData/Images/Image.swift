import ApusCore
import CApusImages

/// An image of 8-bit pixels: rows from the top, channels last.
public struct Image: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 for grey, 3 for red, green, blue.
  public let channels: Int
  /// `height` · `width` · `channels` bytes.
  public let pixels: [UInt8]

  /// An image of the given pixels; traps where their number does not fit the shape.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    require(channels == 1 || channels == 3, "Image: \(channels) channels, expected 1 or 3")
    require(
      width > 0 && height > 0 && pixels.count == width * height * channels,
      "Image: \(pixels.count) bytes for \(width) by \(height) by \(channels)")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// [height, width, channels].
  public var shape: [Int] { [height, width, channels] }

  /// The image in one channel: (299 R + 587 G + 114 B) / 1000, rounded.
  ///
  /// - Source: ITU-R BT.601; the weights of Pillow, whole 65536ths.
  public var grey: Image {
    guard channels == 3 else { return self }
    let values = [UInt8](unsafeUninitializedCapacity: width * height) { grey, filled in
      apus_grey_from_rgb(pixels, grey.baseAddress, Int32(width * height))
      filled = width * height
    }
    return Image(width: width, height: height, channels: 1, pixels: values)
  }

  /// The image in three channels.
  public var rgb: Image {
    guard channels == 1 else { return self }
    let values = pixels.flatMap { [$0, $0, $0] }
    return Image(width: width, height: height, channels: 3, pixels: values)
  }

  /// The image with `count` channels, 1 or 3.
  public func converted(toChannels count: Int) -> Image {
    count == 1 ? grey : rgb
  }

  /// Pixels as a network takes them: x / 255, in 0…1.
  public var floats: [Float] {
    pixels.map { Float($0) / 255 }
  }
}
