import ApusFiles

/// A place in the bytes of an HDF5 file, from which numbers are read one after another; each is
/// checked to be inside.
struct HDF5Cursor {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0
  private let path: String

  /// A cursor at the start of `bytes`, part of the file that errors call `path`.
  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// How many bytes are left.
  var count: Int { bytes.count - position }

  /// The next little-endian number.
  mutating func next<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self
  ) throws -> Number {
    let size = MemoryLayout<Number>.size
    let held = try take(size)
    return Number(littleEndian: held.loadUnaligned(as: Number.self))
  }

  /// The next eight bytes as a size or address; nil for the undefined one, all bits set.
  mutating func place() throws -> Int? {
    let number = try next(UInt64.self)
    if number == .max { return nil }
    guard let place = Int(exactly: number) else { throw damaged("a size of \(number)") }
    return place
  }

  /// The next `size` bytes.
  mutating func take(_ size: Int) throws -> UnsafeRawBufferPointer {
    guard size >= 0, size <= count else { throw damaged("a part that is cut short") }
    defer { position += size }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + size])
  }

  /// Fails unless the next bytes are these letters.
  mutating func expect(_ signature: StaticString, _ what: String) throws {
    let held = try take(signature.utf8CodeUnitCount)
    let wanted = UnsafeRawBufferPointer(
      start: signature.utf8Start, count: signature.utf8CodeUnitCount)
    guard held.elementsEqual(wanted) else { throw damaged("no \(what) where one should be") }
  }

  /// What is wrong with the file here.
  func damaged(_ what: String) -> FileError { .damagedHDF5(path, what) }

  /// What the file has that Keras does not write.
  func unsupported(_ what: String) -> FileError { .unsupportedHDF5(path, what) }
}

extension FileError {
  static func damagedHDF5(_ path: String, _ what: String) -> FileError {
    FileError(path, "is not an HDF5 file, or is damaged: \(what); get the file again")
  }

  static func unsupportedHDF5(_ path: String, _ what: String) -> FileError {
    FileError(
      path,
      """
      has \(what), which Keras does not write; save it again with Keras, or `h5repack -l CONTI -f \
      NONE`
      """
    )
  }
}

/// The text in `bytes`, without the zeros after it; nil where it is not UTF-8.
func hdf5Text(_ bytes: UnsafeRawBufferPointer) -> String? {
  String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
}
