import ApusFiles

/// An array in the IDX format, the form in which MNIST is published.
///
/// Four bytes (0, 0, element type, number of axes), then each axis' length as a big-endian 32-bit
/// integer, then the elements row after row, big-endian too.
///
/// - Source: LeCun, Cortes, Burges, *The MNIST database of handwritten digits*.
public struct IDXFile: Sendable {
  /// What the elements are.
  public enum ElementType: UInt8, Sendable {
    case uint8 = 0x08
    case int8 = 0x09
    case int16 = 0x0B
    case int32 = 0x0C
    case float32 = 0x0D
    case float64 = 0x0E

    /// Bytes of one element.
    public var size: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .int32, .float32: 4
      case .float64: 8
      }
    }
  }

  /// What the elements are.
  public let elementType: ElementType
  /// The length of each axis.
  public let shape: [Int]
  /// The elements as they are stored: row after row, big-endian.
  public let bytes: [UInt8]

  /// Reads the file at `path`, plain or compressed by gzip.
  ///
  /// - Throws: ``DataError`` where the file is missing, truncated, damaged or no IDX file.
  public init(path: String) throws {
    try self.init(FileSource.openDecompressed(path))
  }

  /// Reads all that `source` holds.
  ///
  /// - Throws: ``DataError`` as `init(path:)`.
  init(_ source: any ByteSource) throws {
    let start = try source.readPiece(4)
    guard start.count == 4, start[0] == 0, start[1] == 0,
      let elementType = ElementType(rawValue: start[2]), (1...8).contains(start[3])
    else {
      throw DataError(
        .foreign, source.name,
        "expected an IDX file (0, 0, type, axes), found it begins with \(start)",
        advice: "check that it is the right file and fetch it again")
    }
    let axes = try source.readBytes(4 * Int(start[3]), of: "IDX header")
    shape = stride(from: 0, to: axes.count, by: 4).map { at in
      axes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var size = elementType.size
    for length in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: length)
      guard !overflows, product <= Int.max >> 8 else {
        throw DataError.corrupt(source.name, "the header's shape \(shape) is larger than any file")
      }
      size = product
    }
    self.elementType = elementType
    bytes = try source.readBytes(size, of: "elements of shape \(shape)")
    try source.expectEnd(after: "\(size) bytes of elements of shape \(shape)")
  }

  /// The elements as 32-bit floats; integers beyond 2²⁴ are rounded.
  public var floats: [Float] {
    switch elementType {
    case .uint8: bytes.map { Float($0) }
    case .int8: bytes.map { Float(Int8(bitPattern: $0)) }
    case .int16: values(UInt16.self) { Float(Int16(bitPattern: $0)) }
    case .int32: values(UInt32.self) { Float(Int32(bitPattern: $0)) }
    case .float32: values(UInt32.self) { Float(bitPattern: $0) }
    case .float64: values(UInt64.self) { Float(Double(bitPattern: $0)) }
    }
  }

  private func values<Bits: FixedWidthInteger>(
    _ type: Bits.Type, _ convert: (Bits) -> Float
  ) -> [Float] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<Bits>.size).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
        return convert(Bits(bigEndian: bits))
      }
    }
  }
}
