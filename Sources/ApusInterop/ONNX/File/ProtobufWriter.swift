import ApusCore
import ApusFiles

/// Collects a message in Protocol Buffers' wire format: each field is a number with a kind, then
/// its value.
///
/// Tensors' elements are not copied: they are kept by reference until the message is written to a
/// file. That is why this is not swift-protobuf, whose generated messages hold the weights a second
/// time; of its code ONNX would need eight small messages.
///
/// - Source: Google, *Protocol Buffers: Encoding*.
struct ProtobufWriter {
  private enum Piece {
    case bytes([UInt8])
    case elements(Tensor)
  }

  /// How a field's value is written, as the wire format numbers it.
  private enum Kind: UInt64 {
    case number = 0
    case counted = 2
    case fourBytes = 5
  }

  private var pieces: [Piece] = []
  private var pending: [UInt8] = []
  /// The number of bytes.
  private(set) var byteCount = 0

  /// Adds a whole number.
  mutating func integer(_ field: Int, _ value: Int) {
    key(field, .number)
    variable(UInt64(bitPattern: Int64(value)))
  }

  /// Adds a number of four bytes.
  mutating func float(_ field: Int, _ value: Float) {
    key(field, .fourBytes)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { append($0) }
  }

  /// Adds a text.
  mutating func text(_ field: Int, _ value: String) {
    key(field, .counted)
    variable(UInt64(value.utf8.count))
    append(value.utf8)
  }

  /// Adds the bytes of a tensor's elements.
  mutating func elements(_ field: Int, _ tensor: Tensor) {
    let count = tensor.type.byteCount
    key(field, .counted)
    variable(UInt64(count))
    flush()
    pieces.append(.elements(tensor))
    byteCount += count
  }

  /// Adds a message, which `body` writes.
  mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    body(&inner)
    inner.flush()
    key(field, .counted)
    variable(UInt64(inner.byteCount))
    flush()
    pieces += inner.pieces
    byteCount += inner.byteCount
  }

  /// Writes the message to the file at `path`, whole or not at all.
  ///
  /// - Throws: ``FileError`` where it cannot be written.
  func write(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      for piece in pieces {
        switch piece {
        case .bytes(let bytes): try bytes.withUnsafeBytes { try file.append($0) }
        case .elements(let tensor): try tensor.withBytes { try file.append($0) }
        }
      }
      try pending.withUnsafeBytes { try file.append($0) }
    }
  }

  /// The message's bytes.
  func bytes() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(byteCount)
    for piece in pieces {
      switch piece {
      case .bytes(let bytes): result += bytes
      case .elements(let tensor): tensor.withBytes { result += $0 }
      }
    }
    return result + pending
  }

  private mutating func key(_ field: Int, _ kind: Kind) {
    variable(UInt64(field) << 3 | kind.rawValue)
  }

  /// Seven bits a byte, lowest first; the highest bit says that more follow.
  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(CollectionOfOne(UInt8(rest & 0x7F | 0x80)))
      rest >>= 7
    }
    append(CollectionOfOne(UInt8(rest)))
  }

  private mutating func append(_ bytes: some Collection<UInt8>) {
    pending.append(contentsOf: bytes)
    byteCount += bytes.count
  }

  private mutating func flush() {
    if !pending.isEmpty { pieces.append(.bytes(pending)) }
    pending = []
  }
}
