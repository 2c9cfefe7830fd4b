import CApusImages
import Foundation

/// Image files: JPEG and PNG, told apart by how they begin.
public enum ImageFile {
  /// Images of more pixels than this are refused.
  public static let mostPixels = 64 << 20
  static let mostBytes = 1 << 30
  /// Bytes of pixels from a byte of the file, beyond which a file is looked through before memory is taken.
  private static let likelyRatio = 8

  /// Whether `path` ends like the name of an image file that can be read here.
  public static func hasImageName(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".jpg", ".jpeg", ".png"].contains { name.hasSuffix($0) }
  }

  /// Reads the file at `path`: grey as one channel, colour as three; alpha is dropped.
  ///
  /// - Throws: ``DataError`` where the file is missing, no JPEG or PNG file, damaged, or of more
  ///   than ``mostPixels`` pixels.
  public static func read(_ path: String) throws -> Image {
    try decode(FileSource(path).readToEnd(limit: mostBytes), name: path)
  }

  /// Decodes the bytes of a file that errors call `name`.
  ///
  /// - Throws: ``DataError`` as ``read(_:)``.
  public static func decode(_ bytes: [UInt8], name: String) throws -> Image {
    var shape = apus_image_shape()
    // The shape first: it is checked before any memory is asked for.
    let nothing = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
    _ = try decode(bytes, name: name, shape: &shape, into: nothing)
    let (width, height, channels) = (Int(shape.width), Int(shape.height), Int(shape.channels))
    guard width * height <= mostPixels else {
      throw DataError(
        .unsuitable, name,
        "expected at most \(mostPixels) pixels, found \(width) by \(height)",
        advice: "scale it down first")
    }
    let size = width * height * channels
    // Few files are so well compressed; a damaged header is likelier, and found out with room for one row.
    if size > likelyRatio * bytes.count {
      _ = try [UInt8](unsafeUninitializedCapacity: width * channels) { buffer, _ in
        _ = try decode(bytes, name: name, shape: &shape, into: buffer, keepsRows: false)
      }
    }
    let pixels = try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      let pixels = UnsafeMutableBufferPointer(rebasing: buffer[..<size])
      _ = try decode(bytes, name: name, shape: &shape, into: pixels)
      filled = size
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// Decodes straight into `pixels`, whose size must be that of `shape`, [height, width, channels].
  ///
  /// - Returns: false where the image is sound but of another shape.
  static func decode(
    _ bytes: [UInt8], name: String, shape: [Int], into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws -> Bool {
    var found = apus_image_shape()
    let isWhole = try decode(bytes, name: name, shape: &found, into: pixels)
    return isWhole && shape == [Int(found.height), Int(found.width), Int(found.channels)]
  }

  /// The bytes of a PNG file of `image`.
  public static func png(_ image: Image) throws -> [UInt8] {
    let shape = apus_image_shape(
      width: Int32(image.width), height: Int32(image.height), channels: Int32(image.channels))
    let bound = apus_png_bound(shape)
    return try [UInt8](unsafeUninitializedCapacity: bound) { buffer, filled in
      var count = bound
      var message = emptyMessage
      let status = apus_png_encode(image.pixels, shape, buffer.baseAddress, &count, &message)
      guard status == APUS_IMAGE_DONE else {
        throw DataError(
          .unsuitable, "a PNG image", "cannot be made: \(text(message))", advice: "scale it down")
      }
      filled = count
    }
  }

  /// Writes `image` as a PNG file, which appears under its name only when it is whole.
  ///
  /// - Throws: ``DataError`` where `path` cannot be written.
  public static func write(_ image: Image, to path: String) throws {
    let bytes = try png(image)
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DataError(
        .inaccessible, path, "cannot be written", advice: "check the folder, permissions and space")
    }
  }

  private static func decode(
    _ bytes: [UInt8], name: String, shape: inout apus_image_shape,
    into pixels: UnsafeMutableBufferPointer<UInt8>, keepsRows: Bool = true
  ) throws -> Bool {
    let decoder =
      switch bytes.prefix(3) {
      case [0xFF, 0xD8, 0xFF]: apus_jpeg_decode
      case [0x89, 0x50, 0x4E]: apus_png_decode
      default:
        throw DataError(
          .foreign, name, "expected a JPEG or PNG image, found something else",
          advice: "convert it to PNG")
      }
    var message = emptyMessage
    switch decoder(
      bytes, bytes.count, &shape, pixels.baseAddress, pixels.count, keepsRows, &message)
    {
    case APUS_IMAGE_DONE: return true
    case APUS_IMAGE_TOO_SMALL: return false
    default:
      throw DataError.corrupt(name, "the image cannot be decoded: \(text(message))")
    }
  }

  private static var emptyMessage: [CChar] {
    [CChar](repeating: 0, count: Int(APUS_IMAGE_MESSAGE_SIZE))
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
