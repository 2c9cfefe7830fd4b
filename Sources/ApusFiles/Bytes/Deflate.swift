import CApusFiles

/// Bare deflate data (RFC 1951) in memory, as zip archives hold it.
package enum Deflate {
  /// Deflate cannot do better than 258 bytes from 2 bits.
  private static let mostRatio = 1032

  /// `bytes` compressed.
  package static func compress(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let bound = apus_deflate_bound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      count = bound
      let status = apus_deflate_raw(
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, buffer.baseAddress,
        &count)
      precondition(status == 0, "out of memory: deflate")
    }
  }

  /// What `bytes` decompress to: exactly `count` bytes; nil where they are damaged or give another
  /// number.
  ///
  /// Memory is asked for as bytes arrive, so a `count` that is wrong costs little.
  package static func decompress(_ bytes: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    guard count <= (bytes.count + 1).multipliedReportingOverflow(by: mostRatio).partialValue,
      let inflater = apus_inflater_create_raw()
    else { return nil }
    defer { apus_inflater_destroy(inflater) }
    guard let input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    var taken = 0
    var result = [UInt8]()
    // One byte more than wanted shows data that go on.
    while result.count <= count {
      let room = min(count + 1 - result.count, max(result.count, 4 * bytes.count, 1 << 12))
      var status = APUS_INFLATE_MORE
      var progressed = false
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, made in
        var used = bytes.count - taken
        made = room
        status = apus_inflater_run(inflater, input + taken, &used, buffer.baseAddress, &made)
        taken += used
        progressed = used > 0 || made > 0
      }
      result += piece
      if status == APUS_INFLATE_END { return result.count == count ? result : nil }
      guard status == APUS_INFLATE_MORE, progressed else { return nil }
    }
    return nil
  }

  /// The CRC-32 of zip archives over `bytes`, going on from `crc`; 0 begins.
  package static func checksum(_ bytes: UnsafeRawBufferPointer, from crc: UInt32 = 0) -> UInt32 {
    apus_crc32(crc, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }
}
