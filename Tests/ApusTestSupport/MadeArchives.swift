/// Archives that tests make for themselves, byte by byte.
public enum MadeGzip {
  /// A gzip member of uncompressed deflate blocks: enough to test what reads it.
  public static func member(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let length = UInt16(block.count)
      file.append(rest.isEmpty ? 1 : 0)
      file += littleEndian(length)
      file += littleEndian(~length)
      file += block
    } while !rest.isEmpty
    return file + littleEndian(checksum(bytes)) + littleEndian(UInt32(bytes.count))
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }

  /// CRC-32 of RFC 1952.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}

/// A tar archive's parts.
public enum MadeTar {
  /// An entry: a header as ustar has it, the contents, and zeros to whole blocks.
  public static func entry(_ path: String, _ contents: [UInt8], kind: Character = "0") -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) {
      for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
    }
    func octal(_ value: Int, _ width: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    put(String(path.prefix(100)), at: 0)
    put(octal(0o644, 7), at: 100)
    put(octal(contents.count, 11), at: 124)
    put("        ", at: 148)
    put(String(kind), at: 156)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0}", at: 148)
    return header + contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
  }

  /// What an archive ends with.
  public static let end = [UInt8](repeating: 0, count: 1024)
}
