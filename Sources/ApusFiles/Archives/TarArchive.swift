/// The entries of a tar archive, one after another as they are stored: nothing is unpacked to disk.
///
/// Reads the POSIX forms ustar and pax, GNU long names and the older v7 form. An archive must end
/// with a block of zeros, so a truncated one is never taken for a complete one.
///
/// - Source: IEEE Std 1003.1-2017, `pax`.
public final class TarArchive {
  /// What the header of one entry says.
  public struct Entry: Sendable, Equatable {
    /// Folders and name, separated by `/`.
    public let path: String
    /// Bytes of contents.
    public let size: Int
    /// False for folders, links and devices.
    public let isFile: Bool
  }

  /// The archive's own name, for errors.
  public var name: String { source.name }

  /// Where in the archive the contents of the entry that `next()` gave last begin, or what is
  /// unread of them.
  package private(set) var position = 0
  private let source: any ByteSource
  private var contentsLeft = 0
  private var paddingLeft = 0
  private var hasEnded = false

  private static let blockSize = 512
  private static let longestName = 1 << 16

  /// Reads the archive that `source` holds from here on.
  package init(_ source: any ByteSource) {
    self.source = source
  }

  /// Opens the archive at `path`, plain or compressed by gzip.
  ///
  /// - Throws: ``DataError`` where it cannot be opened.
  public convenience init(path: String) throws {
    try self.init(FileSource.openDecompressed(path))
  }

  /// The next entry, passing over what is unread of the one before; nil at the end.
  ///
  /// - Throws: ``DataError`` where the archive is truncated, damaged or no tar archive at all.
  public func next() throws -> Entry? {
    try skip(contentsLeft + paddingLeft)
    var longPath: String?
    var longSize: Int?
    while !hasEnded {
      let header = try readHeader()
      guard let header else { break }
      contentsLeft = header.size
      paddingLeft = TarArchive.padding(after: header.size)
      switch header.kind {
      case UInt8(ascii: "L"):
        longPath = TarArchive.text(try readContents(limit: TarArchive.longestName)[...])
      case UInt8(ascii: "x"):
        let records = try paxRecords()
        longPath = records["path"] ?? longPath
        if let size = records["size"] {
          guard let count = Int(size), (0..<Int.max / 2).contains(count) else {
            throw DataError.corrupt(name, "an entry of size \(size)")
          }
          longSize = count
        }
      case UInt8(ascii: "g"), UInt8(ascii: "K"):
        try skip(contentsLeft + paddingLeft)
      default:
        if let longSize {
          contentsLeft = longSize
          paddingLeft = TarArchive.padding(after: longSize)
        }
        let path = longPath ?? header.path
        let isFile = [0, UInt8(ascii: "0"), UInt8(ascii: "7")].contains(header.kind)
        return Entry(path: path, size: contentsLeft, isFile: isFile && !path.hasSuffix("/"))
      }
      try skip(paddingLeft)
    }
    return nil
  }

  /// The contents of the entry that `next()` gave last.
  ///
  /// - Throws: ``DataError`` where they are more than `limit` bytes or the archive ends within
  ///   them.
  public func readContents(limit: Int = 1 << 28) throws -> [UInt8] {
    guard contentsLeft <= limit else {
      throw DataError(
        .unsuitable, name, "expected entries up to \(limit) bytes, found one of \(contentsLeft)",
        advice: "leave it out of the archive")
    }
    let bytes = try source.readBytes(contentsLeft, of: "an entry")
    position += contentsLeft
    contentsLeft = 0
    return bytes
  }

  private struct Header {
    let path: String
    let size: Int
    let kind: UInt8
  }

  private func readHeader() throws -> Header? {
    let block = try source.readPiece(TarArchive.blockSize)
    position += block.count
    guard block.count == TarArchive.blockSize else {
      throw DataError.truncated(name, "expected another tar entry or the end mark, found the end")
    }
    if block.allSatisfy({ $0 == 0 }) {
      hasEnded = true
      // To the end, so that a compressed file's checksum is verified too.
      while try !source.readPiece(1 << 16).isEmpty {}
      return nil
    }
    let sum = block.enumerated().reduce(0) { sum, next in
      sum + ((148..<156).contains(next.offset) ? Int(UInt8(ascii: " ")) : Int(next.element))
    }
    guard TarArchive.number(block[148..<156]) == sum else {
      throw DataError(
        .foreign, name, "expected a tar entry, found other data",
        advice: "check that it is a tar archive and fetch it again")
    }
    guard let size = TarArchive.number(block[124..<136]), (0..<Int.max / 2).contains(size) else {
      throw DataError.corrupt(name, "an entry without a size")
    }
    let kind = block[156]
    let hasContents = ![1, 2, 3, 4, 5, 6].map { UInt8(ascii: "0") + $0 }.contains(kind)
    var path = TarArchive.text(block[0..<100])
    if block[257..<263].elementsEqual("ustar\0".utf8), block[345] != 0 {
      path = TarArchive.text(block[345..<500]) + "/" + path
    }
    return Header(path: path, size: hasContents ? size : 0, kind: kind)
  }

  /// Records `length key=value\n`, the length counting the whole record.
  private func paxRecords() throws -> [String: String] {
    var rest = try readContents(limit: TarArchive.longestName)[...]
    var records: [String: String] = [:]
    while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
      guard let length = Int(TarArchive.text(rest[..<space])), length <= rest.count,
        length > space - rest.startIndex + 1
      else { break }
      let record = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
      rest = rest.dropFirst(length)
      guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { break }
      records[TarArchive.text(record[..<equals])] = TarArchive.text(record[(equals + 1)...])
    }
    guard rest.isEmpty else { throw DataError.corrupt(name, "an extended header that is no list") }
    return records
  }

  private func skip(_ count: Int) throws {
    var left = count
    while left > 0 {
      let piece = try source.readPiece(min(left, 1 << 16)).count
      guard piece > 0 else {
        throw DataError.truncated(name, "expected \(left) more bytes of an entry, found the end")
      }
      left -= piece
      position += piece
    }
    contentsLeft = 0
    paddingLeft = 0
  }

  private static func padding(after size: Int) -> Int {
    (blockSize - size % blockSize) % blockSize
  }

  /// Up to the first zero.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Octal digits, or GNU's big-endian bytes after a first byte of 0x80.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    if bytes.first == 0x80 {
      var value = 0
      for byte in bytes.dropFirst() {
        guard value < 1 << 54 else { return nil }
        value = value << 8 | Int(byte)
      }
      return value
    }
    return Int(text(bytes).trimmedSpaces, radix: 8)
  }
}

extension String {
  fileprivate var trimmedSpaces: String {
    let tail = drop { $0 == " " }
    return String(tail.prefix { $0 != " " })
  }
}
