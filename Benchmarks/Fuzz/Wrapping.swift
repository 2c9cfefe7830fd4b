import ApusData
import ApusFiles

/// Makes a file's checksums right again, so that what is behind them is reached too.
enum Wrapping {
  /// A zip archive of stored entries.
  static func zip(_ entries: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var file: [UInt8] = []
    var table: [UInt8] = []
    for (name, bytes) in entries {
      let checksum = bytes.withUnsafeBytes { Deflate.checksum($0) }
      let middle =
        little(UInt16(20), 0, 0, 0, 0x21)
        + little(checksum, UInt32(bytes.count), UInt32(bytes.count))
        + little(UInt16(name.utf8.count), 0)
      table += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + middle + little(UInt16(0), 0, 0)
      table += little(UInt32(0), UInt32(file.count)) + Array(name.utf8)
      file += little(UInt32(0x0403_4B50)) + middle + Array(name.utf8) + bytes
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

  private static func little<Number: FixedWidthInteger>(_ numbers: Number...) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
  }
}
