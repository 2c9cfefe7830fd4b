import CApusFiles

/// Bare deflate data, as zip archives and gzip files hold it, by the C target of the library.
enum Deflate {
  /// `bytes` compressed.
  static func compress(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let bound = apus_deflate_bound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      count = bound
      let status = apus_deflate_raw(
        bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, buffer.baseAddress,
        &count)
      precondition(status == 0, "out of memory: deflate")
    }
  }

  /// The `count` bytes that sound data decompress to; nil where they are not sound.
  static func decompress(_ bytes: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    guard let inflater = apus_inflater_create_raw(),
      let input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    else { return nil }
    defer { apus_inflater_destroy(inflater) }
    var status = APUS_INFLATE_MORE
    // One byte more than wanted, so that the end of the data is reached.
    let result = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, made in
      var used = bytes.count
      made = count + 1
      status = apus_inflater_run(inflater, input, &used, buffer.baseAddress, &made)
    }
    return status == APUS_INFLATE_END && result.count == count ? result : nil
  }

  /// The CRC-32 of zip archives, gzip files and PNG's chunks.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    apus_crc32(0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }
}
