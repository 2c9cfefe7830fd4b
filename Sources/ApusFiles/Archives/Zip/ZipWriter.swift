/// Writes a zip archive, entry by entry; the bytes depend on the contents alone, not on the time.
///
/// Numbers of 64 bits (zip64) are written where 32 do not hold them.
///
/// - Source: PKWARE's APPNOTE.TXT 6.3.10.
package struct ZipWriter {
  private var file: AtomicFile.Writer
  private var position: UInt64 = 0
  private var table: [UInt8] = []
  private var entryCount: UInt64 = 0
  /// The largest number written in 32 bits; less than the format's own to test what happens beyond.
  private let limit: UInt32

  /// Writes the archive at `path`, whole or not at all: `body` appends the entries.
  ///
  /// - Throws: ``FileError`` where it cannot be written, and what `body` throws.
  package static func write(
    to path: String, limit: UInt32 = .max - 1, _ body: (inout ZipWriter) throws -> Void
  ) throws {
    try AtomicFile.write(to: path) { file in
      var writer = ZipWriter(file: file, limit: limit)
      try body(&writer)
      try writer.finish()
      file = writer.file
    }
  }

  private init(file: AtomicFile.Writer, limit: UInt32) {
    self.file = file
    self.limit = limit
  }

  /// Appends an entry called `name` of `pieces`, one after another.
  ///
  /// - Parameter compressed: whether it is deflated, which needs memory for all of it.
  package mutating func append(
    _ name: String, compressed: Bool, pieces: [UnsafeRawBufferPointer]
  ) throws {
    let checksum = pieces.reduce(UInt32(0)) { Deflate.checksum($1, from: $0) }
    let count = pieces.reduce(0) { $0 + $1.count }
    guard compressed else {
      return try append(name, .stored, checksum, count: count, held: pieces)
    }
    let whole = pieces.flatMap { $0 }
    try whole.withUnsafeBytes { whole in
      try Deflate.compress(whole).withUnsafeBytes { held in
        try append(name, .deflated, checksum, count: count, held: [held])
      }
    }
  }

  private mutating func append(
    _ name: String, _ method: ZipFormat.Method, _ checksum: UInt32, count: Int,
    held: [UnsafeRawBufferPointer]
  ) throws {
    let heldCount = UInt64(held.reduce(0) { $0 + $1.count })
    let sizes = [UInt64(count), heldCount]
    let isWide = sizes.contains { $0 > limit }
    // The two headers have the same middle: version, flags (bit 11: the name is UTF-8), method,
    // 1980-01-01 0:00.
    let isPlain = name.utf8.allSatisfy { $0 < 128 }
    let middle: [UInt16] = [
      isWide || position > limit ? 45 : 20, isPlain ? 0 : 1 << 11, method.rawValue, 0, 0x21,
    ]
    func header(_ start: [UInt8], _ wide: [UInt64], _ end: [UInt8]) -> [UInt8] {
      var extra = [UInt8]()
      if !wide.isEmpty { extra += little(ZipFormat.extra64, UInt16(8 * wide.count)) }
      for number in wide { extra += little(number) }
      var result = start
      for number in middle { result += little(number) }
      result += little(checksum)
      result +=
        isWide
        ? little(ZipFormat.inExtra, ZipFormat.inExtra) : little(UInt32(heldCount), UInt32(count))
      result += little(UInt16(name.utf8.count), UInt16(extra.count))
      result += end
      result += name.utf8
      result += extra
      return result
    }
    let isFar = position > limit
    let begin = little(ZipFormat.Signature.centralEntry) + little(UInt16(45))
    var end = little(UInt16(0), 0, 0)
    end += little(UInt32(0), isFar ? ZipFormat.inExtra : UInt32(position))
    table += header(begin, (isWide ? sizes : []) + (isFar ? [position] : []), end)
    entryCount += 1
    try write(header(little(ZipFormat.Signature.localHeader), isWide ? sizes : [], []))
    for piece in held {
      try file.append(piece)
      position += UInt64(piece.count)
    }
  }

  private mutating func finish() throws {
    let start = position
    let size = UInt64(table.count)
    try write(table)
    let isWide = start > limit || size > limit || entryCount > min(UInt64(limit), 0xFFFE)
    var record = [UInt8]()
    if isWide {
      record += little(ZipFormat.Signature.end64)
      record += little(UInt64(ZipFormat.Size.end64 - 12))
      record += little(UInt16(45), 45)
      record += little(UInt32(0), 0)
      record += little(entryCount, entryCount, size, start)
      record += little(ZipFormat.Signature.end64Locator, 0)
      record += little(start + size)
      record += little(UInt32(1))
    }
    let entries = isWide ? UInt16.max : UInt16(entryCount)
    record += little(ZipFormat.Signature.end)
    record += little(UInt16(0), 0, entries, entries)
    record += isWide ? little(UInt32.max, UInt32.max) : little(UInt32(size), UInt32(start))
    record += little(UInt16(0))
    try write(record)
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try file.append($0) }
    position += UInt64(bytes.count)
  }
}

/// Numbers as the format writes them, lowest byte first.
package func little<Number: FixedWidthInteger>(_ numbers: Number...) -> [UInt8] {
  numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}
