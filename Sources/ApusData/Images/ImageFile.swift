import ApusCore
import ApusFiles
import CApusImages
import Foundation

/// Image files: JPEG and PNG, told apart by how they begin.
///
/// | in the file | in the image |
/// |---|---|
/// | grey of 1 to 16 bits | one channel, the nearest of 8 bits |
/// | red, green, blue of 8 or 16 bits; a palette | three channels |
/// | alpha, or a colour that is transparent | dropped, as by Pillow's `convert("RGB")` |
/// | cyan, magenta, yellow, black | (1 − ink)(1 − black); inks are stored inverted |
/// | an orientation that Exif states | turned upright, where that is not ignored |
public enum ImageFile {
  /// Images of more pixels than this are refused.
  public static let mostPixels = 256 << 20
  /// The same of files that the decoder must hold whole in memory: progressive and interlaced ones.
  public static let mostPixelsHeld = 64 << 20
  static let mostBytes = 1 << 30
  /// Bytes of pixels from a byte of the file that memory is taken for at once; more only as it is
  /// filled.
  private static let likelyRatio = 8
  /// Bytes of rows that are decoded at a time.
  private static let bandSize = 1 << 15

  /// Whether `path` ends like the name of an image file that can be read here.
  public static func hasImageName(_ path: String) -> Bool { hasImageName(Array(path.utf8)[...]) }

  /// The same of a path that may be no text.
  static func hasImageName(_ path: ArraySlice<UInt8>) -> Bool {
    guard let dot = path.lastIndex(of: UInt8(ascii: ".")), path.count - (dot - path.startIndex) <= 5
    else { return false }
    let ending = String(decoding: path[dot...], as: UTF8.self).lowercased()
    return [".jpg", ".jpeg", ".jpe", ".jfif", ".png"].contains(ending)
  }

  /// Reads the file at `path`: grey as one channel, colour as three; alpha is dropped.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - ignoringOrientation: whether the image is left as it is stored, else it is turned upright.
  /// - Throws: ``DataError`` where the file is missing, no JPEG or PNG file, damaged, or of more
  ///   than ``mostPixels`` pixels or 65,535 on a side.
  public static func read(_ path: String, ignoringOrientation: Bool = false) throws -> Image {
    try decode(
      FileSource(path).readToEnd(limit: mostBytes), name: path,
      ignoringOrientation: ignoringOrientation)
  }

  /// Reads the file at `path` and brings it to one size, in memory that does not depend on its own.
  ///
  /// - Throws: ``DataError`` as ``read(_:ignoringOrientation:)``.
  public static func read(_ path: String, fitting: ImageFitting) throws -> Image {
    try decode(FileSource(path).readToEnd(limit: mostBytes), name: path, fitting: fitting)
  }

  /// Decodes the bytes of a file that errors call `name`.
  ///
  /// - Throws: ``DataError`` as ``read(_:ignoringOrientation:)``.
  public static func decode(
    _ bytes: [UInt8], name: String, ignoringOrientation: Bool = false
  ) throws -> Image {
    try bytes.withUnsafeBufferPointer { bytes in
      let decoder = try ImageDecoder(bytes, name: name)
      try decoder.start(channels: decoder.channels)
      let rowSize = decoder.width * decoder.channels
      let size = rowSize * decoder.height
      var pixels: [UInt8] = []
      pixels.reserveCapacity(min(size, max(rowSize, likelyRatio * bytes.count)))
      try forEachBand(of: decoder) { rows, count in
        // All at once where most of it is there already; else by doubling.
        if pixels.count + count * rowSize > pixels.capacity, 2 * pixels.count > size {
          pixels.reserveCapacity(size)
        }
        pixels += UnsafeBufferPointer(start: rows, count: count * rowSize)
      }
      let image = Image(
        width: decoder.width, height: decoder.height, channels: decoder.channels, pixels: pixels)
      return ignoringOrientation ? image : image.turned(from: ImageOrientation(ofFile: bytes))
    }
  }

  /// Decodes the bytes of a file and brings the image to one size.
  ///
  /// - Throws: ``DataError`` as ``read(_:ignoringOrientation:)``.
  public static func decode(
    _ bytes: [UInt8], name: String, fitting: ImageFitting
  ) throws -> Image {
    let size = fitting.shape.elementCount
    let pixels = try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      try bytes.withUnsafeBufferPointer {
        try decode($0, name: name, fitting: fitting, into: target)
      }
      filled = size
    }
    return Image(
      width: fitting.width, height: fitting.height, channels: fitting.channels, pixels: pixels)
  }

  /// Decodes the bytes of a file into `target`, which has room for an image as `fitting` says.
  static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, fitting: ImageFitting,
    into target: UnsafeMutablePointer<UInt8>
  ) throws {
    let decoder = try ImageDecoder(bytes, name: name)
    let (width, height) = (decoder.width, decoder.height)
    let orientation = fitting.ignoresOrientation ? .upright : ImageOrientation(ofFile: bytes)
    let placement = ImagePlacement(fitting, width: width, height: height, orientation)
    let (columns, rows) = placement.stored(orientation)
    // Twice what is wanted is left for the averaging, whose edges are finer than the decoder's.
    let reduction =
      [8, 4, 2].first { width >= 2 * $0 * columns.scaled && height >= 2 * $0 * rows.scaled } ?? 1
    try decoder.start(channels: fitting.channels, reduction: reduction)
    let fitter = ImageFitter(
      fitting, width: width, height: height,
      reduction: decoder.width < width ? reduction : 1, orientation: orientation, to: target)
    try forEachBand(of: decoder) { rows, count in fitter.take(rows, count: count) }
    fitter.finish()
  }

  /// Finds out whether a file is sound, in the memory of some rows.
  ///
  /// - Throws: ``DataError`` as ``read(_:ignoringOrientation:)``.
  static func check(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws {
    let decoder = try ImageDecoder(bytes, name: name)
    try decoder.start(channels: decoder.channels)
    try forEachBand(of: decoder) { _, _ in }
  }

  /// Reads all rows that a started decoder has, some at a time.
  private static func forEachBand(
    of decoder: ImageDecoder, _ body: (_ rows: UnsafePointer<UInt8>, _ count: Int) throws -> Void
  ) throws {
    let rowSize = decoder.width * decoder.channels
    let most = max(1, min(decoder.height, bandSize / rowSize))
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most * rowSize) { band in
      guard let rows = band.baseAddress else { return }
      for first in stride(from: 0, to: decoder.height, by: most) {
        let count = min(most, decoder.height - first)
        try decoder.read(count, into: rows)
        try body(rows, count)
      }
    }
    try decoder.finish()
  }

  /// The bytes of a PNG file of `image`.
  public static func png(_ image: Image) throws -> [UInt8] {
    let shape = apus_image_shape(
      width: Int32(image.width), height: Int32(image.height), channels: Int32(image.channels))
    let bound = apus_png_bound(shape)
    return try [UInt8](unsafeUninitializedCapacity: bound) { buffer, filled in
      var count = bound
      var message = [CChar](repeating: 0, count: Int(APUS_IMAGE_MESSAGE_SIZE))
      guard apus_png_encode(image.pixels, shape, buffer.baseAddress, &count, &message) else {
        throw unwritable("a PNG image", message)
      }
      filled = count
    }
  }

  /// The bytes of a JPEG file of `image`; traps on a quality outside 1...100.
  public static func jpeg(_ image: Image, quality: Int = 95) throws -> [UInt8] {
    require((1...100).contains(quality), "ImageFile.jpeg: quality \(quality), expected 1...100")
    let shape = apus_image_shape(
      width: Int32(image.width), height: Int32(image.height), channels: Int32(image.channels))
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: Int(APUS_IMAGE_MESSAGE_SIZE))
    guard
      apus_jpeg_encode(image.pixels, shape, Int32(quality), &bytes, &count, &message), let bytes
    else { throw unwritable("a JPEG image", message) }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  private static func unwritable(_ what: String, _ message: [CChar]) -> DataError {
    let problem = message.withUnsafeBufferPointer { $0.baseAddress.map(String.init(cString:)) }
    return DataError(
      .unsuitable, what, "cannot be made: \(problem ?? "")", advice: "scale it down")
  }

  /// Writes `image` as a PNG file, which appears under its name only when it is whole.
  ///
  /// - Throws: ``FileError`` where `path` cannot be written.
  public static func write(_ image: Image, to path: String) throws {
    try AtomicFile.write(Data(try png(image)), to: path)
  }
}
