import ApusFiles

/// Reads a message in Protocol Buffers' wire format, field by field; every length is checked
/// against what is there.
///
/// - Source: Google, *Protocol Buffers: Encoding*.
struct ProtobufReader {
  /// One field of a message.
  struct Field {
    enum Value {
      case number(UInt64)
      case fourBytes(UInt32)
      case eightBytes(UInt64)
      case counted(UnsafeRawBufferPointer)
    }

    let number: Int
    let value: Value
    fileprivate let path: String
  }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private let path: String

  /// A reader at the start of `bytes`, which are or lie in the file that errors call `path`.
  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The next field; nil at the end.
  mutating func next() throws -> Field? {
    guard position < bytes.count else { return nil }
    let key = try variable()
    guard let number = Int(exactly: key >> 3), 1..<1 << 29 ~= number else {
      throw damaged("a field of number \(key >> 3)")
    }
    let value: Field.Value
    switch key & 7 {
    case 0: value = .number(try variable())
    case 1: value = .eightBytes(try fixed())
    case 2:
      let count = try variable()
      guard count <= bytes.count - position else { throw damaged("a field beyond its end") }
      value = .counted(UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(count)]))
      position += Int(count)
    case 5: value = .fourBytes(try fixed())
    default: throw damaged("a field of an unknown kind")
    }
    return Field(number: number, value: value, path: path)
  }

  /// Whole numbers one after another to the end, as packed fields hold them.
  fileprivate mutating func numbers(_ body: (UInt64) throws -> Void) throws {
    while position < bytes.count { try body(try variable()) }
  }

  private mutating func variable() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < bytes.count else { throw damaged("a number that is cut short") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw damaged("a number beyond 64 bits")
  }

  private mutating func fixed<Number: FixedWidthInteger & BitwiseCopyable>() throws -> Number {
    let count = MemoryLayout<Number>.size
    guard bytes.count - position >= count else { throw damaged("a number that is cut short") }
    defer { position += count }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Number.self))
  }

  private func damaged(_ what: String) -> FileError {
    FileError(path, "is not an ONNX file, or is damaged: \(what); get the file again")
  }
}

extension ProtobufReader.Field {
  /// The whole number.
  func integer() throws -> Int {
    guard case .number(let value) = value else { throw wrongKind }
    return Int(Int64(bitPattern: value))
  }

  /// The number of four bytes.
  func float() throws -> Float {
    guard case .fourBytes(let bits) = value else { throw wrongKind }
    return Float(bitPattern: bits)
  }

  /// The bytes.
  func bytes() throws -> UnsafeRawBufferPointer {
    guard case .counted(let bytes) = value else { throw wrongKind }
    return bytes
  }

  /// The text.
  func text() throws -> String {
    guard let text = String(validating: try bytes(), as: UTF8.self) else { throw wrongKind }
    return text
  }

  /// The fields of the message that this field is.
  func message(_ body: (ProtobufReader.Field) throws -> Void) throws {
    var reader = ProtobufReader(try bytes(), path: path)
    while let field = try reader.next() { try body(field) }
  }

  /// Calls `body` with each whole number: one, or several that are packed.
  func integers(_ body: (Int) throws -> Void) throws {
    guard case .counted(let bytes) = value else { return try body(try integer()) }
    var reader = ProtobufReader(bytes, path: path)
    try reader.numbers { try body(Int(Int64(bitPattern: $0))) }
  }

  /// Adds the bytes of numbers of a fixed size: one, or several that are packed.
  func appendFixed(to all: inout [UInt8]) throws {
    switch value {
    case .number: throw wrongKind
    case .fourBytes(let bits): withUnsafeBytes(of: bits.littleEndian) { all += $0 }
    case .eightBytes(let bits): withUnsafeBytes(of: bits.littleEndian) { all += $0 }
    case .counted(let bytes): all += bytes
    }
  }

  private var wrongKind: FileError {
    FileError(
      path,
      "is not an ONNX file, or is damaged: field \(number) is of another kind; get the file again")
  }
}
