import ApusCore
import ApusFiles
import ApusNN

/// Named tensors in a `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write them: a zip
/// archive of `.npy` files.
///
/// ```swift
/// try NumPyArchive.write(["x": x, "y": y], to: "data.npz")
/// let archive = try NumPyArchive("data.npz")
/// print(archive.names)
/// let x = try archive.tensor("x")
/// ```
///
/// Opening reads the table of contents only; a tensor is read, and its checksum verified, when it
/// is asked for. Entries that are not `.npy` files are passed over.
///
/// - Source: NumPy's description of the formats, `numpy.lib.format` and `numpy.savez`.
public struct NumPyArchive: Sendable {
  /// The names of the tensors, as they stand in the file.
  public let names: [String]
  /// Where the file is.
  public let path: String
  private let archive: ZipReader
  private let entries: [String: ZipReader.Entry]
  private static let suffix = ".npy"

  /// Opens the file at `path`.
  ///
  /// - Throws: ``FileError`` where it is missing, cut short, damaged, or not a zip archive.
  public init(_ path: String) throws {
    self.path = path
    archive = try ZipReader(path)
    let arrays = archive.entries.filter { $0.name.hasSuffix(Self.suffix) }
    names = arrays.map { String($0.name.dropLast(Self.suffix.count)) }
    entries = Dictionary(zip(names, arrays)) { first, _ in first }
  }

  /// The tensor called `name`; see ``NumPyFile`` for the element types.
  ///
  /// - Throws: ``FileError`` if no array has that name, or it is damaged.
  public func tensor(_ name: String) throws -> Tensor {
    try withBytes(of: name) { try NumPyFile.tensor($0, path: $1) }
  }

  /// The type of the tensor called `name`.
  ///
  /// - Throws: ``FileError`` if no array has that name, or it is damaged.
  public func type(of name: String) throws -> TensorType {
    try withBytes(of: name) { try NumPyHeader($0, path: $1).type }
  }

  /// All tensors by name.
  ///
  /// - Throws: ``FileError`` where one is damaged.
  public func tensors() throws -> [String: Tensor] {
    var result = [String: Tensor]()
    for name in names { result[name] = try tensor(name) }
    return result
  }

  /// Writes the file at `path`, whole or not at all; the names are sorted, so equal contents are
  /// equal files.
  ///
  /// - Parameters:
  ///   - tensors: what is written, by name; a name is not empty and below 60 000 bytes.
  ///   - path: the file; NumPy expects the suffix `.npz`.
  ///   - compressed: whether entries are deflated.
  /// - Throws: ``FileError`` where it cannot be written.
  public static func write(_ tensors: [String: Tensor], to path: String, compressed: Bool = false)
    throws
  {
    if let name = tensors.keys.first(where: { !(1..<60_000).contains($0.utf8.count) }) {
      throw FileError(path, "cannot hold a tensor called \(quoted(name)); give it another name")
    }
    try ZipWriter.write(to: path) { archive in
      for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
        try NumPyHeader.bytes(for: tensor.type).withUnsafeBytes { header in
          try tensor.withBytes { elements in
            try archive.append(
              name + suffix, compressed: compressed, pieces: [header, elements])
          }
        }
      }
    }
  }

  private func withBytes<Result>(
    of name: String, _ body: (UnsafeRawBufferPointer, String) throws -> Result
  ) throws -> Result {
    guard let entry = entries[name] else {
      throw FileError(
        path, "holds no array \(quoted(name)); it has \(names.count) others, see its names")
    }
    return try archive.withBytes(of: entry) { try body($0, "\(path), array \(quoted(name))") }
  }
}
