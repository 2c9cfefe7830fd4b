import ApusCore
import ApusFiles
import ApusNN

/// A safetensors file opened for reading: its header is read and checked, its tensors are read when
/// they are asked for.
///
/// The file is mapped into memory, so that opening one of many gigabytes costs no more than its
/// header.
///
/// ```swift
/// let file = try SafetensorsFile("model.safetensors")
/// print(file.names, file.metadata)
/// let weight = try file.tensor("0.weight")
/// ```
///
/// Every rule of the format is checked when the file is opened: the header's length (at most 100
/// MB, within the file), its form, names that occur once, known element types, offsets that span
/// exactly each shape, and elements that lie back to back from the header to the end of the file.
///
/// - Source: the format's description by Hugging Face,
///   <https://github.com/huggingface/safetensors>.
public struct SafetensorsFile: Sendable {
  private let file: MappedFile
  private let header: SafetensorsHeader
  private let start: Int

  /// Opens the file at `path`.
  ///
  /// - Throws: ``FileError`` where the file is missing, cut short, or not a safetensors file.
  public init(_ path: String) throws {
    file = try MappedFile(path)
    let bytes = file.bytes
    guard bytes.count >= 8 else {
      throw FileError(
        path, "is not a safetensors file: it has \(bytes.count) bytes; name another file")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= SafetensorsHeader.mostBytes, Int(length) <= bytes.count - 8 else {
      throw FileError(
        path,
        """
        is not a safetensors file, or is cut short: it claims a header of \(length) bytes; get the \
        file again
        """
      )
    }
    start = 8 + Int(length)
    header = try SafetensorsHeader(
      UnsafeRawBufferPointer(rebasing: bytes[8..<start]), available: bytes.count - start,
      path: path)
  }

  /// Text by key.
  public var metadata: [String: String] { header.metadata }

  /// The names of the tensors, as they lie in the file.
  public var names: [String] { header.names }

  /// The type that ``tensor(_:)`` gives; nil where there is no tensor of this name.
  public func type(of name: String) -> TensorType? {
    header.entries[name].map { TensorType($0.shape, $0.element.dtype) }
  }

  /// A copy of the tensor called `name`.
  ///
  /// Element types that tensors do not have are widened: F16 to float32, I8, I16 and U16 to int32,
  /// U32 and U64 to int64.
  ///
  /// - Throws: ``FileError`` if no tensor has that name, or a U64 is beyond int64.
  public func tensor(_ name: String) throws -> Tensor {
    guard let entry = header.entries[name] else {
      throw FileError(
        file.path, "holds no tensor \(quoted(name)); it has \(names.count) others, see its names")
    }
    guard let tensor = try withBytes(of: name, { entry.element.tensor($0, shape: entry.shape) })
    else {
      throw FileError(
        file.path,
        "tensor \(quoted(name)) has numbers beyond 2⁶³ − 1; convert it to I64 or F64 first")
    }
    return tensor
  }

  /// Copies of all tensors by name.
  ///
  /// - Throws: as ``tensor(_:)``.
  public func tensors() throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in names { tensors[name] = try tensor(name) }
    return tensors
  }

  /// Calls `body` with the bytes of the tensor called `name` as they lie in the file,
  /// little-endian; nothing is copied.
  ///
  /// - Throws: ``FileError`` where there is no such tensor, and what `body` throws.
  public func withBytes<Result>(
    of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard let entry = header.entries[name] else {
      throw FileError(
        file.path, "holds no tensor \(quoted(name)); it has \(names.count) others, see its names")
    }
    let range = start + entry.bytes.lowerBound..<start + entry.bytes.upperBound
    return try withExtendedLifetime(file) {
      try body(UnsafeRawBufferPointer(rebasing: file.bytes[range]))
    }
  }
}
