import ApusFiles
import CApusImages

/// The rows of an image file, from the top, as they are stored: nothing is turned.
///
/// What a header merely claims costs no memory: rows arrive as the file has them.
final class ImageDecoder {
  /// Pixels in a row, of the file at first and of the rows to be read after
  /// ``start(channels:reduction:)``.
  private(set) var width: Int
  /// Rows.
  private(set) var height: Int
  /// 1 where the file is grey, else 3; what rows come as after ``start(channels:reduction:)``.
  private(set) var channels: Int

  private let handle: OpaquePointer
  private let name: String

  /// Images with a longer side are refused.
  static let longestSide = 65_535

  /// Reads the header of a JPEG or PNG file.
  ///
  /// - Parameters:
  ///   - bytes: the file; must stay as long as this object.
  ///   - name: what errors call it.
  /// - Throws: ``DataError`` where it is neither, damaged, or larger than can be read here.
  init(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws {
    let isJPEG = bytes.starts(with: [0xFF, 0xD8, 0xFF])
    guard isJPEG || bytes.starts(with: [0x89, 0x50, 0x4E]) else {
      throw DataError(
        .foreign, name, "expected a JPEG or PNG image, found something else",
        advice: "convert it to PNG")
    }
    var shape = apus_image_shape()
    guard let handle = apus_image_open(bytes.baseAddress, bytes.count, &shape) else {
      fatalError("no memory for the decoder of an image")
    }
    self.handle = handle
    self.name = name
    (width, height, channels) = (Int(shape.width), Int(shape.height), Int(shape.channels))
    guard width > 0 else { throw damage }
    let most = apus_image_is_held_whole(handle) ? ImageFile.mostPixelsHeld : ImageFile.mostPixels
    guard max(width, height) <= ImageDecoder.longestSide, width * height <= most else {
      throw DataError(
        .unsuitable, name,
        "expected at most \(most) pixels and sides of \(ImageDecoder.longestSide), found "
          + "\(width) by \(height)",
        advice: "scale it down first")
    }
  }

  deinit { apus_image_close(handle) }

  /// Chooses what rows come as, once, before the first is read.
  ///
  /// - Parameters:
  ///   - channels: 1 or 3; colour becomes grey by Pillow's rule.
  ///   - reduction: a JPEG file is decoded at that part of its size: 1, 2, 4 or 8.
  func start(channels: Int, reduction: Int = 1) throws {
    var shape = apus_image_shape()
    guard apus_image_start(handle, Int32(channels), Int32(reduction), &shape) else { throw damage }
    (width, height, self.channels) = (Int(shape.width), Int(shape.height), channels)
  }

  /// Reads the next `count` rows into `rows`, which must have room for them.
  func read(_ count: Int, into rows: UnsafeMutablePointer<UInt8>) throws {
    guard apus_image_read(handle, rows, Int32(count)) else { throw damage }
  }

  /// Reads what follows the last row.
  func finish() throws {
    guard apus_image_finish(handle) else { throw damage }
  }

  private var damage: DataError {
    DataError.corrupt(
      name, "the image cannot be decoded: \(String(cString: apus_image_problem(handle)))")
  }
}
