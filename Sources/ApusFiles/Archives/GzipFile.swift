import CApusFiles

/// What a gzip file holds (RFC 1952), decompressed as it is read.
///
/// Several members one after another are one stream, and zeros after the last are padding, as for
/// `gzip`. Each member's checksum and length are verified.
package final class GzipFile: ByteSource {
  package let name: String
  private let source: any ByteSource
  private let inflater: OpaquePointer
  private var input: [UInt8]
  private var unread = 0..<0
  private var state = State.atStart

  private enum State {
    case atStart
    case inMember
    case betweenMembers
    case atEnd
  }

  /// Deflate cannot do better than 258 bytes from 2 bits.
  private static let mostRatio = 1032

  package var mostBytesLeft: Int { bytesLeft(ratio: GzipFile.mostRatio) }
  package var likelyBytesLeft: Int { bytesLeft(ratio: 1) }

  /// Decompresses what `source` holds from here on.
  package init(_ source: any ByteSource) throws {
    guard let inflater = apus_inflater_create() else {
      throw DataError(.inaccessible, source.name, "no memory", advice: "close other programs")
    }
    self.inflater = inflater
    self.source = source
    name = source.name
    input = [UInt8](repeating: 0, count: 1 << 14)
  }

  /// Opens the gzip file at `path`.
  package convenience init(path: String) throws {
    try self.init(FileSource(path))
  }

  deinit {
    apus_inflater_destroy(inflater)
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let output = buffer.baseAddress else { return 0 }
    while state != .atEnd {
      if unread.isEmpty { try refill() }
      if unread.isEmpty { break }
      if state == .betweenMembers {
        unread = unread.drop { input[$0] == 0 }.startIndex..<unread.upperBound
        if unread.isEmpty { continue }
      }
      let beginsMember = state != .inMember
      state = .inMember
      var outputCount = buffer.count
      var inputCount = unread.count
      let status = input.withUnsafeBufferPointer { bytes in
        apus_inflater_run(
          inflater, bytes.baseAddress.map { $0 + unread.lowerBound }, &inputCount, output,
          &outputCount)
      }
      unread = unread.lowerBound + inputCount..<unread.upperBound
      switch status {
      case APUS_INFLATE_MORE: break
      case APUS_INFLATE_END:
        state = .betweenMembers
        apus_inflater_restart(inflater)
      default: throw damage(atMemberStart: beginsMember)
      }
      if outputCount > 0 { return outputCount }
    }
    switch state {
    case .atStart, .inMember:
      throw DataError.truncated(name, "expected more gzip data, found the end of the file")
    case .betweenMembers, .atEnd:
      state = .atEnd
      return 0
    }
  }

  private func refill() throws {
    let count = try input.withUnsafeMutableBytes { try source.read(into: $0) }
    unread = 0..<count
  }

  private func damage(atMemberStart: Bool) -> DataError {
    if atMemberStart {
      DataError(
        .foreign, name, "expected gzip data, found something else",
        advice: "fetch the file again or check that it is the right one")
    } else {
      DataError.corrupt(name, "the gzip data is corrupt")
    }
  }

  private func bytesLeft(ratio: Int) -> Int {
    let (compressed, overflows) = source.mostBytesLeft.addingReportingOverflow(unread.count)
    if overflows { return .max }
    let (bytes, tooMany) = (compressed + 1).multipliedReportingOverflow(by: ratio)
    return tooMany ? .max : bytes
  }
}

extension FileSource {
  /// The bytes of the file at `path`, decompressed where it begins like gzip or is called `.gz`.
  ///
  /// - Throws: ``DataError`` where the file cannot be opened.
  package static func openDecompressed(_ path: String) throws -> any ByteSource {
    let beginning = try FileSource(path).readPiece(2)
    let isGzip = beginning == [0x1f, 0x8b] || path.hasSuffix(".gz") || path.hasSuffix(".tgz")
    return isGzip ? try GzipFile(path: path) : try FileSource(path)
  }
}
