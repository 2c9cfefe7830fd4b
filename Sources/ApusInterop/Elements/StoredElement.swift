import ApusCore

/// How an element lies in a file of another program, and the tensor's element type that holds all
/// its values.
///
/// Types that Apus has stay what they are; float16 becomes float32, and integers become the
/// narrowest of int32 and int64 that holds them.
enum StoredElement: CaseIterable {
  case bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64
  case float16, bfloat16, float32, float64

  /// How elements of a tensor are stored.
  init(_ dtype: DType) {
    switch dtype {
    case .float32: self = .float32
    case .float64: self = .float64
    case .bfloat16: self = .bfloat16
    case .int32: self = .int32
    case .int64: self = .int64
    case .uint8: self = .uint8
    case .bool: self = .bool
    }
  }

  /// Bytes an element takes in the file.
  var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The element type of the tensor that is made.
  var dtype: DType {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .int8, .uint16, .int16, .int32: .int32
    case .uint32, .uint64, .int64: .int64
    case .bfloat16: .bfloat16
    case .float16, .float32: .float32
    case .float64: .float64
    }
  }

  /// The number of bytes that a file must hold for `extents`; nil where no tensor has such a shape.
  func byteCount(of extents: [Int]) -> Int? {
    guard extents.count <= Shape.maximumRank else { return nil }
    // Extents beside a zero are limited too: strides are products of them. Eight bytes, for what is
    // widened.
    var most = 8
    for extent in extents {
      let (product, overflows) = most.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflows else { return nil }
      most = product
    }
    return extents.reduce(byteCount, *)
  }

  /// The tensor of `shape` whose elements are `bytes`, as many as ``byteCount(of:)`` says; nil
  /// where a value is beyond int64.
  ///
  /// - Parameter isBigEndian: whether an element's highest byte comes first.
  func tensor(_ bytes: UnsafeRawBufferPointer, shape: Shape, isBigEndian: Bool = false) -> Tensor? {
    if isBigEndian, byteCount > 1 {
      return bytesReversed(bytes).withUnsafeBytes { tensor($0, shape: shape) }
    }
    switch self {
    case .bool, .uint8, .int32, .int64, .bfloat16, .float32, .float64:
      return Tensor(bytes: bytes, type: TensorType(shape, dtype))
    case .int8: return converted(bytes, shape) { (stored: Int8) in Int32(stored) }
    case .uint16: return converted(bytes, shape) { (stored: UInt16) in Int32(stored) }
    case .int16: return converted(bytes, shape) { (stored: Int16) in Int32(stored) }
    case .uint32: return converted(bytes, shape) { (stored: UInt32) in Int64(stored) }
    case .uint64:
      var fits = true
      let result = converted(bytes, shape) { (stored: UInt64) in
        fits = fits && stored >> 63 == 0
        return Int64(truncatingIfNeeded: stored)
      }
      return fits ? result : nil
    case .float16:
      return converted(bytes, shape) { (stored: UInt16) in Float(Float16(bitPattern: stored)) }
    }
  }

  private func converted<Stored: FixedWidthInteger & BitwiseCopyable, Held: Element>(
    _ bytes: UnsafeRawBufferPointer, _ shape: Shape, _ convert: (Stored) -> Held
  ) -> Tensor {
    Tensor(unsafeUninitialized: shape, of: Held.self) { elements in
      for index in elements.indices {
        let stored = bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)
        elements[index] = convert(Stored(littleEndian: stored))
      }
    }
  }

  private func bytesReversed(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
      count = bytes.count
      for start in stride(from: 0, to: count, by: byteCount) {
        for offset in 0..<byteCount {
          buffer[start + offset] = bytes[start + byteCount - 1 - offset]
        }
      }
    }
  }
}
