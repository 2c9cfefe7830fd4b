import ApusCore
import ApusFiles

/// One tensor in a `.npy` file, as `numpy.save` writes and `numpy.load` reads it.
///
/// ```swift
/// try NumPyFile(Tensor([1, 2, 3])).write(to: "x.npy")
/// let x = try NumPyFile(contentsOf: "x.npy").tensor
/// ```
///
/// Read are versions 1 to 3, either order of axes and of bytes. Element types that tensors do not
/// have are widened: float16 to float32, int8, int16 and uint16 to int32, uint32 and uint64 to
/// int64. Two bytes of no type (`V2`) are bfloat16, which is how Python's `ml_dtypes` saves it; to
/// get it back there, `.view(ml_dtypes.bfloat16)`.
///
/// - Source: NumPy's description of the format, `numpy.lib.format`.
public struct NumPyFile: Sendable {
  /// What the file holds.
  public var tensor: Tensor

  /// A file's contents.
  public init(_ tensor: Tensor) { self.tensor = tensor }

  /// Reads the file at `path`.
  ///
  /// Every size is checked against the file before memory is taken for it.
  ///
  /// - Throws: ``FileError`` where it is missing, cut short, damaged, or holds objects, records,
  ///   text or complex numbers.
  public init(contentsOf path: String) throws {
    let file = try MappedFile(path)
    tensor = try withExtendedLifetime(file) { try Self.tensor(file.bytes, path: path) }
  }

  /// The type of the tensor in the file at `path`; its elements are not read.
  ///
  /// - Throws: ``FileError``, as reading does.
  public static func type(at path: String) throws -> TensorType {
    let file = try MappedFile(path)
    return try withExtendedLifetime(file) { try NumPyHeader(file.bytes, path: path).type }
  }

  /// Writes the file at `path`, whole or not at all: version 1, the last axis fastest,
  /// little-endian.
  ///
  /// - Throws: ``FileError`` where it cannot be written.
  public func write(to path: String) throws {
    try AtomicFile.write(to: path) { writer in
      try NumPyHeader.bytes(for: tensor.type).withUnsafeBytes { try writer.append($0) }
      try tensor.withBytes { try writer.append($0) }
    }
  }

  /// The tensor that `bytes` hold, all of the file `path` or of an entry in it.
  static func tensor(_ bytes: UnsafeRawBufferPointer, path: String) throws -> Tensor {
    let header = try NumPyHeader(bytes, path: path)
    let elements = UnsafeRawBufferPointer(rebasing: bytes[header.byteCount...])
    let isReversed = header.isFirstAxisFastest
    let held = isReversed ? Shape(header.shape.reversed()) : header.shape
    guard
      let tensor = header.element.tensor(elements, shape: held, isBigEndian: header.isBigEndian)
    else {
      throw FileError(path, "has numbers beyond 2⁶³ − 1; save it as int64 or float64")
    }
    return isReversed ? tensor.transposed() : tensor
  }
}
