import ApusData
import ApusFiles

/// Makes a file's checksums right again, so that what is behind them is reached too.
enum Wrapping {
  /// A zip archive of stored or compressed entries.
  static func zip(
    _ entries: [(name: String, bytes: [UInt8])], isCompressed: Bool = false
  ) -> [UInt8] {
    var file: [UInt8] = []
    var table: [UInt8] = []
    for (name, bytes) in entries {
      let checksum = bytes.withUnsafeBytes { Deflate.checksum($0) }
      let data = isCompressed ? bytes.withUnsafeBytes { Deflate.compress($0) } : bytes
      let middle =
        little(UInt16(20), 0, isCompressed ? 8 : 0, 0, 0x21)
        + little(checksum, UInt32(data.count), UInt32(bytes.count))
        + little(UInt16(name.utf8.count), 0)
      table += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + middle + little(UInt16(0), 0, 0)
      table += little(UInt32(0), UInt32(file.count)) + Array(name.utf8)
      file += little(UInt32(0x0403_4B50)) + middle + Array(name.utf8) + data
    }
    let count = UInt16(entries.count)
    return file + table + little(UInt32(0x0605_4B50)) + little(UInt16(0), 0, count, count)
      + little(UInt32(table.count), UInt32(file.count)) + little(UInt16(0))
  }

  /// A gzip file.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { raw in
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + Deflate.compress(raw)
        + little(Deflate.checksum(raw), UInt32(raw.count))
    }
  }

  /// A PNG file whose chunks have their checksums, as far as its lengths lead.
  static func png(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= bytes.count else { break }
      let checksum = bytes[start + 4..<end].withUnsafeBytes { Deflate.checksum($0) }
      for index in 0..<4 {
        bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * index))
      }
      start = end + 4
    }
    return bytes
  }

  /// A PNG file of four pixels with this Exif data.
  static func png(exif: [UInt8]) throws -> [UInt8] {
    let bytes = try ImageFile.png(Image(width: 2, height: 2, channels: 1, pixels: [1, 2, 3, 4]))
    let contents = Array("eXIf".utf8) + exif
    let checksum = contents.withUnsafeBytes { Deflate.checksum($0) }
    // After the header: 8 bytes of the format's sign, a chunk of 13.
    return Array(bytes[..<33]) + big(UInt32(exif.count)) + contents + big(checksum) + bytes[33...]
  }

  /// A JPEG file of four pixels with as much of this Exif data as a segment holds.
  static func jpeg(exif: [UInt8]) throws -> [UInt8] {
    let bytes = try ImageFile.jpeg(Image(width: 2, height: 2, channels: 1, pixels: [1, 2, 3, 4]))
    let contents = Array("Exif\0\0".utf8) + exif.prefix(60_000)
    return [0xFF, 0xD8, 0xFF, 0xE1] + big(UInt16(contents.count + 2)) + contents + bytes[2...]
  }

  /// A tar archive of these files.
  static func tar(_ entries: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    let archive = entries.flatMap { name, bytes in
      var header = [UInt8](repeating: 0, count: 512)
      header.replaceSubrange(0..<name.utf8.count, with: name.utf8)
      let size = String(bytes.count, radix: 8)
      let digits = String(repeating: "0", count: 11 - size.count) + size
      header.replaceSubrange(124..<135, with: digits.utf8)
      header[156] = UInt8(ascii: "0")
      header.replaceSubrange(257..<262, with: "ustar".utf8)
      return header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }
    return tar(archive + [UInt8](repeating: 0, count: 1024))
  }

  /// A tar archive whose headers have their checksums, as far as its sizes lead.
  static func tar(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 0
    while start + 512 <= bytes.count, bytes[start..<start + 512].contains(where: { $0 != 0 }) {
      bytes.replaceSubrange(start + 148..<start + 156, with: "        ".utf8)
      let sum = String(bytes[start..<start + 512].reduce(0) { $0 + Int($1) }, radix: 8)
      let digits = String(repeating: "0", count: max(0, 6 - sum.count)) + sum
      bytes.replaceSubrange(start + 148..<start + 148 + digits.utf8.count, with: digits.utf8)
      bytes[start + 154] = 0
      let size = String(decoding: bytes[start + 124..<start + 135], as: UTF8.self)
      guard let count = Int(size, radix: 8), (0..<bytes.count).contains(count) else { break }
      start += 512 + (count + 511) / 512 * 512
    }
    return bytes
  }

  private static func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  private static func little<Number: FixedWidthInteger>(_ numbers: Number...) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
  }
}
