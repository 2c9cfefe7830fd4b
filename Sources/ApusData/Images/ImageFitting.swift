import ApusCore

/// How photographs of any size become images of one: part of what a model has learned with, so it
/// is kept with it.
///
/// ```swift
/// let fitting = ImageFitting(height: 224, width: 224, method: .centerCrop)
/// let image = try ImageFile.read("cat.jpg", fitting: fitting)
/// ```
///
/// Pixels are interpolated bilinearly, and averaged where a photograph shrinks, as by Pillow's
/// `resize(…, BILINEAR)`. A JPEG file that is at least four times too large is decoded at a half, a
/// quarter or an eighth of its size, at twice the wanted size or more: as by Pillow's `thumbnail`.
public struct ImageFitting: Sendable, Hashable, Codable {
  /// What becomes of a photograph whose sides are in another ratio.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is stretched to fill the image.
    case resize
    /// It is scaled to cover the image; what is too much at both ends of the longer side is cut
    /// off. As torchvision's `Resize` of the shorter side, then `CenterCrop`.
    case centerCrop
    /// It is scaled to fit into the image, in its middle; the rest gets the value
    /// ``ImageFitting/margin``. As Pillow's `ImageOps.pad`.
    case letterbox
  }

  /// Rows of the image.
  public let height: Int
  /// Its columns.
  public let width: Int
  /// 1 for grey, 3 for colour.
  public let channels: Int
  /// What becomes of other ratios of sides.
  public let method: Method
  /// What fills the rest of a letterbox: 0 is black, 255 white.
  public let margin: UInt8
  /// Whether a photograph is left as it is stored, whatever its ``ImageOrientation``.
  public let ignoresOrientation: Bool

  /// A fitting; traps on a height or width outside 1...65,535 and on other channels than 1 and 3.
  public init(
    height: Int, width: Int, channels: Int = 3, method: Method = .resize, margin: UInt8 = 0,
    ignoresOrientation: Bool = false
  ) {
    if let mistake = ImageFitting.mistake(height: height, width: width, channels: channels) {
      fatalError("ImageFitting: \(mistake)")
    }
    self.height = height
    self.width = width
    self.channels = channels
    self.method = method
    self.margin = margin
    self.ignoresOrientation = ignoresOrientation
  }

  /// The same, but photographs are left as they are stored.
  public func ignoringOrientation() -> ImageFitting {
    ImageFitting(
      height: height, width: width, channels: channels, method: method, margin: margin,
      ignoresOrientation: true)
  }

  /// [height, width, channels].
  public var shape: Shape { [height, width, channels] }

  private static func mistake(height: Int, width: Int, channels: Int) -> String? {
    let sides = 1...ImageDecoder.longestSide
    if !sides.contains(height) || !sides.contains(width) {
      return "\(height) by \(width); sides must be in \(sides.lowerBound)...\(sides.upperBound)"
    }
    return [1, 3].contains(channels) ? nil : "\(channels) channels; expected 1 or 3"
  }

  private enum CodingKeys: String, CodingKey {
    case height, width, channels, method, margin, ignoresOrientation
  }

  /// Reads what ``encode(to:)`` wrote; all but height and width may be missing.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    height = try values.decode(Int.self, forKey: .height)
    width = try values.decode(Int.self, forKey: .width)
    channels = try values.decodeIfPresent(Int.self, forKey: .channels) ?? 3
    method = try values.decodeIfPresent(Method.self, forKey: .method) ?? .resize
    margin = try values.decodeIfPresent(UInt8.self, forKey: .margin) ?? 0
    ignoresOrientation = try values.decodeIfPresent(Bool.self, forKey: .ignoresOrientation) ?? false
    if let mistake = ImageFitting.mistake(height: height, width: width, channels: channels) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: mistake))
    }
  }
}
