import ApusCore
import ApusFiles
import Foundation

/// Named tensors and text in one file, in the safetensors format: 8 bytes little-endian length of a
/// JSON header, the header, then the elements back to back.
///
/// Written so that the bytes depend on the contents alone: names are sorted, so equal models are
/// equal files. Here all tensors are in memory; ``SafetensorsFile`` reads single ones.
///
/// - Source: the format's description by Hugging Face,
///   <https://github.com/huggingface/safetensors>.
public struct Safetensors: Sendable {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// Text by key.
  public var metadata: [String: String]

  /// A file's contents.
  public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads the file at `path`, all of it; see ``SafetensorsFile`` for what is checked.
  ///
  /// Every size is checked against the file before memory is taken for it.
  ///
  /// - Throws: ``FileError`` where the file is missing, cut short, or not a safetensors file.
  public init(contentsOf path: String) throws {
    let file = try SafetensorsFile(path)
    metadata = file.metadata
    tensors = try file.tensors()
  }

  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: ``FileError`` where it cannot be written, or the format does not allow the names.
  public func write(to path: String) throws {
    guard tensors[SafetensorsHeader.metadataName] == nil else {
      throw FileError(
        path,
        """
        cannot hold a tensor called \(SafetensorsHeader.metadataName), the format's own name; \
        rename it
        """
      )
    }
    var header = [String: HeaderValue]()
    if !metadata.isEmpty { header[SafetensorsHeader.metadataName] = .metadata(metadata) }
    var offset = 0
    // Widest elements first, then by name, as the reference implementation does: every tensor is
    // aligned.
    let ordered = tensors.sorted {
      ($1.value.dtype.byteCount, $0.key) < ($0.value.dtype.byteCount, $1.key)
    }
    for (name, tensor) in ordered {
      let count = tensor.type.byteCount
      header[name] = .tensor(
        TensorEntry(
          dtype: StoredElement(tensor.dtype).safetensorsName, shape: tensor.shape.array,
          data_offsets: [offset, offset + count]))
      offset += count
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    guard json.count <= SafetensorsHeader.mostBytes else {
      throw FileError(
        path,
        """
        would have a header of \(json.count) bytes, above the format's \
        \(SafetensorsHeader.mostBytes); write several files
        """
      )
    }
    try AtomicFile.write(to: path) { writer in
      var length = UInt64(json.count).littleEndian
      try withUnsafeBytes(of: &length) { try writer.append($0) }
      try json.withUnsafeBytes { try writer.append($0) }
      for (_, tensor) in ordered { try tensor.withBytes { try writer.append($0) } }
    }
  }
}

private struct TensorEntry: Encodable {
  var dtype: String
  var shape: [Int]
  var data_offsets: [Int]  // the format's own spelling
}

private enum HeaderValue: Encodable {
  case tensor(TensorEntry)
  case metadata([String: String])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .tensor(let entry): try container.encode(entry)
    case .metadata(let text): try container.encode(text)
    }
  }
}
