import ApusCore
import CApusFiles

/// How an image that is stored in a file is to be turned to stand upright: the values of Exif's
/// tag 274.
///
/// Cameras store what the sensor saw and say here how they were held.
///
/// - Source: CIPA DC-008, *Exchangeable image file format*, Orientation; for PNG files the chunk
///   `eXIf`.
public enum ImageOrientation: Int, Sendable, CaseIterable {
  /// As it is.
  case upright = 1
  /// Mirrored: left and right change places.
  case mirrored
  /// Half a turn.
  case upsideDown
  /// Top and bottom change places.
  case flipped
  /// Mirrored at the diagonal from the upper left: rows become columns.
  case transposed
  /// To be turned a quarter clockwise.
  case turnedLeft
  /// Mirrored at the other diagonal.
  case transversed
  /// To be turned a quarter counter-clockwise.
  case turnedRight

  /// Whether stored rows become columns.
  var swapsSides: Bool { rawValue >= 5 }
  /// Whether what becomes columns or rows of the upright image comes from the stored image's
  /// columns backwards.
  var reversesColumns: Bool { [2, 3, 7, 8].contains(rawValue) }
  /// The same of the stored image's rows.
  var reversesRows: Bool { [3, 4, 6, 7].contains(rawValue) }

  /// Writes a stored image upright.
  ///
  /// - Parameters:
  ///   - width: pixels in a row of the stored image.
  ///   - height: its rows.
  ///   - target: where the upright image begins.
  ///   - stride: the distance of its rows in `target`, in bytes.
  func turn(
    _ stored: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int,
    to target: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    // What one step to the right and one down in the upright image are in the stored one.
    let column = (reversesColumns ? -1 : 1) * channels
    let row = (reversesRows ? -1 : 1) * width * channels
    let (right, down) = swapsSides ? (row, column) : (column, row)
    let (newWidth, newHeight) = swapsSides ? (height, width) : (width, height)
    let first =
      (reversesColumns ? (width - 1) * channels : 0)
      + (reversesRows ? (height - 1) * width * channels : 0)
    for y in 0..<newHeight {
      var from = stored + first + y * down
      var to = target + y * stride
      for _ in 0..<newWidth {
        for channel in 0..<channels { to[channel] = from[channel] }
        from += right
        to += channels
      }
    }
  }
}

extension ImageOrientation {
  /// What the JPEG or PNG file of these bytes says; upright where it says nothing or something
  /// else.
  init(ofFile bytes: UnsafeBufferPointer<UInt8>) {
    let value =
      bytes.starts(with: [0xFF, 0xD8])
      ? ImageOrientation.valueInJPEG(bytes) : ImageOrientation.valueInPNG(bytes)
    self = value.flatMap(ImageOrientation.init) ?? .upright
  }

  private static let exifMark = Array("Exif\0\0".utf8)

  /// Looks through the segments before the first scan.
  private static func valueInJPEG(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var at = 2
    while at + 4 <= bytes.count {
      guard bytes[at] == 0xFF else {
        at += 1
        continue
      }
      let kind = bytes[at + 1]
      switch kind {
      case 0xFF: at += 1  // fill bytes
      case 0x00, 0x01, 0xD0...0xD8: at += 2  // without contents
      case 0xD9, 0xDA: return nil
      default:
        let size = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
        let contents = slice(bytes, at + 4, size - 2)
        if kind == 0xE1, contents.starts(with: exifMark) {
          return value(inExif: UnsafeBufferPointer(rebasing: contents.dropFirst(exifMark.count)))
        }
        at += 2 + max(2, size)
      }
    }
    return nil
  }

  /// Looks through all chunks: the one that counts may follow the pixels.
  private static func valueInPNG(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var at = 8
    while at + 12 <= bytes.count {
      let size = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard size <= bytes.count - at - 12 else { return nil }
      if bytes[at + 4..<at + 8].elementsEqual("eXIf".utf8) {
        let sum = bytes[at + 8 + size..<at + 12 + size].reduce(0) { $0 << 8 | UInt32($1) }
        let isSound = bytes.baseAddress.map { apus_crc32(0, $0 + at + 4, size + 4) } == sum
        let contents = slice(bytes, at + 8, size)
        let exif = contents.starts(with: exifMark) ? contents.dropFirst(exifMark.count) : contents
        if isSound { return value(inExif: UnsafeBufferPointer(rebasing: exif)) }
      }
      at += 12 + size
    }
    return nil
  }

  /// Up to `count` bytes from `start` on; fewer where the file ends.
  private static func slice(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int
  ) -> Slice<UnsafeBufferPointer<UInt8>> {
    let begin = min(start, bytes.count)
    return bytes[begin..<max(begin, min(bytes.count, start + count))]
  }

  /// The tag's value in the first directory of a TIFF file, which Exif is.
  private static func value(inExif bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let isLittle = bytes.starts(with: [0x49, 0x49, 0x2A, 0x00])
    guard isLittle || bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) else { return nil }
    func number(_ at: Int, _ size: Int) -> Int? {
      guard at >= 0, at + size <= bytes.count else { return nil }
      let range = at..<at + size
      return isLittle
        ? bytes[range].reversed().reduce(0) { $0 << 8 | Int($1) }
        : bytes[range].reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
      let at = directory + 2 + 12 * entry
      guard let tag = number(at, 2), let type = number(at + 2, 2) else { return nil }
      guard tag == 274 else { continue }
      // A short as the standard says, a byte or a long as some programs write.
      switch type {
      case 1: return number(at + 8, 1)
      case 3: return number(at + 8, 2)
      case 4: return number(at + 8, 4)
      default: return nil
      }
    }
    return nil
  }
}

extension Image {
  /// The image turned upright, which was stored as `orientation` says.
  public func turned(from orientation: ImageOrientation) -> Image {
    if orientation == .upright { return self }
    let (newWidth, newHeight) = orientation.swapsSides ? (height, width) : (width, height)
    let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { buffer, filled in
      pixels.withUnsafeBufferPointer { stored in
        guard let from = stored.baseAddress, let to = buffer.baseAddress else { return }
        orientation.turn(
          from, width: width, height: height, channels: channels, to: to,
          stride: newWidth * channels)
        filled = stored.count
      }
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: turned)
  }
}
