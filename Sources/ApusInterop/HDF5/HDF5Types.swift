import ApusCore
import ApusFiles

/// What a datatype message says, as far as Keras's files need it.
enum HDF5Type {
  /// Numbers.
  case number(StoredElement, isBigEndian: Bool)
  /// Texts of a fixed number of bytes.
  case text(byteCount: Int)
  /// Texts of any length, which lie in a heap of their own.
  case heapText
  /// Anything else, of this many bytes.
  case other(byteCount: Int)

  /// The bytes of an element.
  var byteCount: Int {
    switch self {
    case .number(let element, _): element.byteCount
    case .text(let byteCount), .other(let byteCount): byteCount
    case .heapText: 16
    }
  }

  /// Reads the message.
  ///
  /// - Source: HDF5 File Format Specification 3.0, section IV.A.2.d.
  init(_ cursor: inout HDF5Cursor) throws {
    let kind = try cursor.next(UInt8.self)
    let flags = [try cursor.next(UInt8.self), try cursor.next(), try cursor.next()]
    let size = Int(try cursor.next(UInt32.self))
    guard 1...3 ~= kind >> 4, size > 0 else {
      throw cursor.damaged("a datatype of version \(kind >> 4)")
    }
    switch kind & 15 {
    case 0:
      let (offset, precision) = (try cursor.next(UInt16.self), try cursor.next(UInt16.self))
      let element = HDF5Type.integer(size, isSigned: flags[0] & 8 != 0)
      guard let element, offset == 0, Int(precision) == 8 * size else {
        self = .other(byteCount: size)
        return
      }
      self = .number(element, isBigEndian: flags[0] & 1 != 0)
    case 1:
      let (offset, precision) = (try cursor.next(UInt16.self), try cursor.next(UInt16.self))
      let layout = [
        try cursor.next(UInt8.self), try cursor.next(), try cursor.next(), try cursor.next(),
      ]
      let known = HDF5Type.floats.first { $0.size == size && $0.layout == layout }
      // Bit 6 beside bit 0 is the order of the VAX.
      guard let known, offset == 0, Int(precision) == 8 * size, flags[0] & 0x40 == 0 else {
        self = .other(byteCount: size)
        return
      }
      self = .number(known.element, isBigEndian: flags[0] & 1 != 0)
    case 3: self = .text(byteCount: size)
    case 5 where size == 2: self = .number(.uint16, isBigEndian: false)
    case 9 where flags[0] & 15 == 1 && size == 16: self = .heapText
    default: self = .other(byteCount: size)
    }
  }

  /// Floating-point numbers: where the exponent begins and its bits, where the fraction begins and
  /// its bits.
  private static let floats: [(size: Int, layout: [UInt8], element: StoredElement)] = [
    (2, [10, 5, 0, 10], .float16), (2, [7, 8, 0, 7], .bfloat16), (4, [23, 8, 0, 23], .float32),
    (8, [52, 11, 0, 52], .float64),
  ]

  private static func integer(_ size: Int, isSigned: Bool) -> StoredElement? {
    switch (size, isSigned) {
    case (1, true): .int8
    case (1, false): .uint8
    case (2, true): .int16
    case (2, false): .uint16
    case (4, true): .int32
    case (4, false): .uint32
    case (8, true): .int64
    case (8, false): .uint64
    default: nil
    }
  }

  /// The message for elements of `dtype`, one of those that Keras has.
  static func message(for dtype: DType) -> [UInt8] {
    func float(_ sign: UInt8, _ layout: [UInt8], _ bias: UInt32) -> [UInt8] {
      let size = UInt8(dtype.byteCount)
      return [0x11, 0x20, sign, 0, size, 0, 0, 0, 0, 0, 8 * size, 0] + layout + little(bias)
    }
    switch dtype {
    case .float64: return float(63, [52, 11, 0, 52], 1023)
    case .int32, .int64:
      let size = UInt8(dtype.byteCount)
      return [0x10, 8, 0, 0, size, 0, 0, 0, 0, 0, 8 * size, 0]
    default: return float(31, [23, 8, 0, 23], 127)
    }
  }
}

/// The extents that a dataspace message says; none is a single element, nil no element at all.
///
/// - Source: HDF5 File Format Specification 3.0, section IV.A.2.b.
func hdf5Extents(_ cursor: inout HDF5Cursor) throws -> [Int]? {
  let version = try cursor.next(UInt8.self)
  let rank = Int(try cursor.next(UInt8.self))
  _ = try cursor.next(UInt8.self)
  guard 1...2 ~= version, rank <= 32 else {
    throw cursor.damaged("a dataspace of version \(version)")
  }
  let kind = try cursor.next(UInt8.self)
  if version == 1 { _ = try cursor.take(4) }
  if version == 2, kind == 2 { return nil }
  return try (0..<rank).map { _ in
    guard let extent = try cursor.place() else { throw cursor.damaged("an extent without end") }
    return extent
  }
}
