/// Bytes that are read once, from first to last: a file, or what a compressed file holds.
package protocol ByteSource: AnyObject {
  /// What error messages call it: usually the file's path.
  var name: String { get }

  /// An upper bound of the bytes still to come, as far as the form of the source tells unread.
  ///
  /// A header that announces more is wrong, and is told so before any memory is asked for.
  var mostBytesLeft: Int { get }

  /// The bytes still to come at least, where nothing is damaged; so much may be allocated at once.
  var likelyBytesLeft: Int { get }

  /// Fills the beginning of `buffer`.
  ///
  /// - Returns: the number of bytes read; 0 only at the end, or for an empty buffer.
  /// - Throws: ``DataError`` where the source cannot be read or is damaged.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
  /// Fills `buffer`, or as much of it as there are bytes; the number of bytes read.
  package func readFully(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Exactly `count` bytes.
  ///
  /// Memory is asked for as bytes arrive, so a header that announces too much costs nothing.
  ///
  /// - Parameters:
  ///   - count: how many, at least 0.
  ///   - what: names the bytes in errors: "pixels", "the header".
  /// - Throws: ``DataError`` where the source ends earlier.
  package func readBytes(_ count: Int, of what: String) throws -> [UInt8] {
    guard count <= mostBytesLeft else {
      throw DataError.truncated(
        name, "expected \(count) bytes of \(what), found room for \(mostBytesLeft) at most")
    }
    let bytes = try readUpTo(count)
    guard bytes.count == count else {
      throw DataError.truncated(
        name, "expected \(count) bytes of \(what), found \(bytes.count)")
    }
    return bytes
  }

  /// Everything to the end.
  ///
  /// - Throws: ``DataError`` where that is more than `limit` bytes.
  package func readToEnd(limit: Int) throws -> [UInt8] {
    let bytes = try readUpTo(limit)
    guard try bytes.count < limit || readPiece(1).isEmpty else {
      throw DataError(
        .unsuitable, name, "expected at most \(limit) bytes, found more",
        advice: "split the file, or check that it is the right one")
    }
    return bytes
  }

  /// The next `count` bytes, fewer only at the end, in memory that grows with what arrives.
  private func readUpTo(_ count: Int) throws -> [UInt8] {
    var pieces = [try readPiece(min(count, max(likelyBytesLeft, 1 << 14)))]
    var total = pieces[0].count
    while total < count, mostBytesLeft > 0 {
      let piece = try readPiece(min(count - total, mostBytesLeft, max(total / 2, 1 << 14)))
      if piece.isEmpty { break }
      total += piece.count
      pieces.append(piece)
    }
    if pieces.count == 1 { return pieces[0] }
    // Joined in the end: an array that grows would be there twice whenever it does, with room to
    // spare.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    for piece in pieces { bytes += piece }
    return bytes
  }

  /// Fails unless the source has ended.
  package func expectEnd(after what: String) throws {
    if try !readPiece(1).isEmpty {
      throw DataError.corrupt(name, "expected the end after \(what), found more bytes")
    }
  }

  /// The next `count` bytes, fewer only at the end.
  package func readPiece(_ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try readFully(
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
    }
  }
}
