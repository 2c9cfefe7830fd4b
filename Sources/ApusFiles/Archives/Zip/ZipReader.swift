/// A zip archive opened for reading: its table of contents is read and checked, entries are read
/// when asked for.
///
/// Stored and deflated entries, archives and entries beyond 4 GB (zip64). Refused: encryption,
/// several volumes, other compressions, a name twice, entries that overlap.
///
/// - Source: PKWARE's APPNOTE.TXT 6.3.10.
package struct ZipReader: Sendable {
  /// One entry of the table of contents.
  package struct Entry: Sendable {
    package let name: String
    /// The number of bytes when decompressed.
    package let count: Int
    fileprivate let method: ZipFormat.Method
    fileprivate let checksum: UInt32
    /// Where its bytes are in the file, compressed or not.
    fileprivate let bytes: Range<Int>
  }

  /// What the archive holds, in the order of the table.
  package private(set) var entries: [Entry] = []
  private let file: MappedFile

  /// Opens the archive at `path`.
  ///
  /// - Throws: ``FileError`` where it is missing, cut short, damaged, or needs what is not
  ///   supported.
  package init(_ path: String) throws {
    file = try MappedFile(path)
    let table = try tableOfContents()
    var position = table.range.lowerBound
    for _ in 0..<table.count {
      entries.append(try entry(at: &position, before: table.range))
    }
    guard position == table.range.upperBound else {
      throw damaged("its table of contents does not end where it says")
    }
    guard Set(entries.map(\.name)).count == entries.count else {
      throw damaged("it holds one name twice")
    }
    var end = 0
    for entry in entries.sorted(by: { $0.bytes.lowerBound < $1.bytes.lowerBound }) {
      guard entry.bytes.lowerBound >= end else {
        throw damaged("entry \(quoted(entry.name)) overlaps another")
      }
      end = entry.bytes.upperBound
    }
  }

  /// Calls `body` with the bytes of `entry`, decompressed and their checksum verified.
  package func withBytes<Result>(
    of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try withExtendedLifetime(file) {
      let held = UnsafeRawBufferPointer(rebasing: file.bytes[entry.bytes])
      if entry.method == .stored { return try verified(held, entry, body) }
      guard let bytes = Deflate.decompress(held, count: entry.count) else {
        throw damaged("entry \(quoted(entry.name)) cannot be decompressed")
      }
      return try bytes.withUnsafeBytes { try verified($0, entry, body) }
    }
  }

  private func verified<Result>(
    _ bytes: UnsafeRawBufferPointer, _ entry: Entry,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard Deflate.checksum(bytes) == entry.checksum else {
      throw damaged("entry \(quoted(entry.name)) does not agree with its checksum")
    }
    return try body(bytes)
  }

  // MARK: The table of contents

  private func tableOfContents() throws -> (range: Range<Int>, count: Int) {
    let end = try endRecord()
    if let wide = try endRecord64(before: end) { return wide }
    guard number(UInt16.self, at: end + 4) == 0, number(UInt16.self, at: end + 6) == 0 else {
      throw unsupported("it is one of several volumes")
    }
    return try table(
      start: UInt64(number(UInt32.self, at: end + 16)),
      size: UInt64(number(UInt32.self, at: end + 12)),
      count: UInt64(number(UInt16.self, at: end + 10)), before: end)
  }

  /// Where the last record is: at the end of the file, but for a comment.
  private func endRecord() throws -> Int {
    let count = file.bytes.count
    let last = count - ZipFormat.Size.end
    let first = max(0, last - Int(UInt16.max))
    for position in stride(from: last, through: first, by: -1)
    where number(UInt32.self, at: position) == ZipFormat.Signature.end {
      let comment = Int(number(UInt16.self, at: position + 20))
      if position + ZipFormat.Size.end + comment == count { return position }
    }
    throw FileError(file.path, "is not a zip archive, or is cut short; get the file again")
  }

  private func endRecord64(before end: Int) throws -> (range: Range<Int>, count: Int)? {
    let locator = end - ZipFormat.Size.end64Locator
    guard locator >= 0, number(UInt32.self, at: locator) == ZipFormat.Signature.end64Locator else {
      return nil
    }
    guard number(UInt32.self, at: locator + 4) == 0, number(UInt32.self, at: locator + 16) <= 1
    else { throw unsupported("it is one of several volumes") }
    guard let position = Int(exactly: number(UInt64.self, at: locator + 8)),
      position <= locator - ZipFormat.Size.end64,
      number(UInt32.self, at: position) == ZipFormat.Signature.end64
    else { throw damaged("its zip64 record is not where it says") }
    return try table(
      start: number(UInt64.self, at: position + 48), size: number(UInt64.self, at: position + 40),
      count: number(UInt64.self, at: position + 32), before: position)
  }

  private func table(start: UInt64, size: UInt64, count: UInt64, before end: Int) throws -> (
    range: Range<Int>, count: Int
  ) {
    guard size <= end, start <= UInt64(end) - size,
      count <= size / UInt64(ZipFormat.Size.centralEntry)
    else { throw damaged("its table of contents does not fit into it") }
    return (Int(start)..<Int(start + size), Int(count))
  }

  private func entry(at position: inout Int, before table: Range<Int>) throws -> Entry {
    let start = position
    guard table.upperBound - start >= ZipFormat.Size.centralEntry,
      number(UInt32.self, at: start) == ZipFormat.Signature.centralEntry
    else { throw damaged("an entry of its table of contents is none") }
    let nameEnd = start + ZipFormat.Size.centralEntry + Int(number(UInt16.self, at: start + 28))
    let extraEnd = nameEnd + Int(number(UInt16.self, at: start + 30))
    position = extraEnd + Int(number(UInt16.self, at: start + 32))
    guard position <= table.upperBound else {
      throw damaged("an entry of its table of contents is cut short")
    }
    let name = String(
      decoding: file.bytes[start + ZipFormat.Size.centralEntry..<nameEnd], as: UTF8.self)
    guard number(UInt16.self, at: start + 8) & 1 == 0 else {
      throw unsupported("entry \(quoted(name)) is encrypted")
    }
    guard let method = ZipFormat.Method(rawValue: number(UInt16.self, at: start + 10)) else {
      throw unsupported(
        "entry \(quoted(name)) has compression \(number(UInt16.self, at: start + 10))")
    }
    // Each of the three is in the extra field, in this order, where the entry itself has no room
    // for it.
    var wide = extra64(in: nameEnd..<extraEnd)
    func size(at offset: Int) throws -> UInt64 {
      let narrow = number(UInt32.self, at: start + offset)
      guard narrow == ZipFormat.inExtra else { return UInt64(narrow) }
      guard wide.count >= 8 else { throw damaged("entry \(quoted(name)) lacks its zip64 sizes") }
      defer { wide = wide.dropFirst(8) }
      return number(UInt64.self, at: wide.lowerBound)
    }
    let wholeCount = try size(at: 24)
    let held = try size(at: 20)
    let header = try size(at: 42)
    guard let count = Int(exactly: wholeCount), method == .deflated || held == UInt64(count) else {
      throw damaged("entry \(quoted(name)) has impossible sizes")
    }
    return Entry(
      name: name, count: count, method: method, checksum: number(UInt32.self, at: start + 16),
      bytes: try bytes(named: name, header: header, count: held, before: table.lowerBound))
  }

  /// Where the zip64 extra field's contents are; nowhere without one.
  private func extra64(in range: Range<Int>) -> Range<Int> {
    var position = range.lowerBound
    while range.upperBound - position >= 4 {
      let end = position + 4 + Int(number(UInt16.self, at: position + 2))
      guard end <= range.upperBound else { break }
      if number(UInt16.self, at: position) == ZipFormat.extra64 { return position + 4..<end }
      position = end
    }
    return range.lowerBound..<range.lowerBound
  }

  /// Where an entry's bytes are: after its own header, whose name and extra field may differ from
  /// the table's.
  private func bytes(named name: String, header: UInt64, count: UInt64, before end: Int) throws
    -> Range<Int>
  {
    guard end >= ZipFormat.Size.localHeader, header <= end - ZipFormat.Size.localHeader,
      number(UInt32.self, at: Int(header)) == ZipFormat.Signature.localHeader
    else { throw damaged("entry \(quoted(name)) is not where the table of contents says") }
    let start =
      Int(header) + ZipFormat.Size.localHeader
      + Int(number(UInt16.self, at: Int(header) + 26))
      + Int(number(UInt16.self, at: Int(header) + 28))
    guard start <= end, count <= end - start else {
      throw damaged("entry \(quoted(name)) is cut short")
    }
    return start..<start + Int(count)
  }

  /// The little-endian number at `position`, which lies inside the file.
  private func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at position: Int
  ) -> Number {
    Number(littleEndian: file.bytes.loadUnaligned(fromByteOffset: position, as: type))
  }

  private func damaged(_ problem: String) -> FileError {
    FileError(file.path, "is damaged: \(problem); get the file again")
  }

  private func unsupported(_ problem: String) -> FileError {
    FileError(file.path, "cannot be read: \(problem); pack it again without that")
  }
}
