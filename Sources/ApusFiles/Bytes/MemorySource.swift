/// Bytes that are already in memory, read as if they were a file's.
package final class MemorySource: ByteSource {
  package let name: String
  package var mostBytesLeft: Int { bytes.count - position }
  package var likelyBytesLeft: Int { mostBytesLeft }
  private let bytes: [UInt8]
  private var position = 0

  /// A source of `bytes` that errors call `name`.
  package init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(buffer.count, mostBytesLeft)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}
