import ApusCore
import ApusData
import Foundation

/// Named tensors and text in one file, in the safetensors format: 8 bytes little-endian length of a JSON header, the
/// header, then the elements back to back.
///
/// Written so that the bytes depend on the contents alone: names are sorted, so equal models are equal files.
///
/// - Source: the format's description by Hugging Face, <https://github.com/huggingface/safetensors>.
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

  /// The largest header that is read, as in the reference implementation.
  private static let headerLimit = 100_000_000

  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: ``FileError`` where it cannot be written.
  public func write(to path: String) throws {
    var header = [String: HeaderValue]()
    if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
    var offset = 0
    // Widest elements first, then by name, as the reference implementation does: every tensor is aligned.
    let ordered = tensors.sorted {
      ($1.value.dtype.byteCount, $0.key) < ($0.value.dtype.byteCount, $1.key)
    }
    for (name, tensor) in ordered {
      let count = tensor.elementCount * tensor.dtype.byteCount
      header[name] = .tensor(
        TensorEntry(
          dtype: tensor.dtype.safetensorsName, shape: tensor.shape.array,
          data_offsets: [offset, offset + count]))
      offset += count
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    try AtomicFile.write(to: path) { writer in
      var length = UInt64(json.count).littleEndian
      try withUnsafeBytes(of: &length) { try writer.append($0) }
      try json.withUnsafeBytes { try writer.append($0) }
      for (_, tensor) in ordered { try tensor.withBytes { try writer.append($0) } }
    }
  }

  /// Reads the file at `path`.
  ///
  /// Every size is checked against the file before memory is taken for it.
  ///
  /// - Throws: ``FileError`` where the file is missing, cut short, or not a safetensors file.
  public init(contentsOf path: String) throws {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw FileError(path, "cannot be read; expected a .safetensors file there")
    }
    let header = try Self.header(of: data, path)
    let start = data.startIndex + 8 + header.length
    let available = data.count - 8 - header.length
    tensors = [:]
    metadata = [:]
    var ranges = [(Int, Int, String)]()
    for (name, value) in header.entries {
      switch value {
      case .metadata(let text):
        guard name == "__metadata__" else {
          throw FileError(path, "is damaged: header entry \(quoted(name)) is not a tensor")
        }
        metadata = text
      case .tensor(let entry):
        let type = try Self.type(of: entry, named: name, path)
        guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
          entry.data_offsets[1] >= entry.data_offsets[0], entry.data_offsets[1] <= available,
          entry.data_offsets[1] - entry.data_offsets[0] == type.byteCount
        else {
          throw FileError(
            path,
            "is damaged or cut short: tensor \(quoted(name)) of \(type.byteCount) bytes at \(entry.data_offsets), but the file holds \(available)"
          )
        }
        ranges.append((entry.data_offsets[0], entry.data_offsets[1], name))
        let bytes = data[(start + entry.data_offsets[0])..<(start + entry.data_offsets[1])]
        tensors[name] = bytes.withUnsafeBytes { Tensor(bytes: $0, type: type) }
      }
    }
    var end = 0
    for (from, to, name) in ranges.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
      guard from == end else {
        throw FileError(path, "is damaged: a gap or overlap before tensor \(quoted(name))")
      }
      end = to
    }
    guard end == available else {
      throw FileError(path, "is damaged: \(available - end) bytes after the last tensor")
    }
  }

  private static func header(of data: Data, _ path: String) throws -> (
    entries: [String: HeaderValue], length: Int
  ) {
    guard data.count >= 8 else {
      throw FileError(path, "is not a safetensors file: it has \(data.count) bytes")
    }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(headerLimit), Int(length) <= data.count - 8 else {
      throw FileError(
        path, "is not a safetensors file, or is cut short: it claims a header of \(length) bytes")
    }
    let json = data[(data.startIndex + 8)..<(data.startIndex + 8 + Int(length))]
    guard json.first == UInt8(ascii: "{"),
      let entries = try? JSONDecoder().decode([String: HeaderValue].self, from: json)
    else {
      throw FileError(path, "is not a safetensors file: its header cannot be understood")
    }
    return (entries, Int(length))
  }

  private static func type(of entry: TensorEntry, named name: String, _ path: String) throws
    -> TensorType
  {
    guard let dtype = DType(safetensorsName: entry.dtype) else {
      throw FileError(
        path,
        "tensor \(quoted(name)) has element type \(quoted(entry.dtype)), which is not supported"
      )
    }
    var count = dtype.byteCount
    for extent in entry.shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows, entry.shape.count <= Shape.maximumRank else {
        throw FileError(
          path, "is damaged: tensor \(quoted(name)) has the impossible shape \(entry.shape)")
      }
      count = product
    }
    return TensorType(Shape(entry.shape), dtype)
  }
}

/// A name from a file as a message shows it: at most 60 characters.
private func quoted(_ name: String) -> String {
  name.count > 60 ? "'\(name.prefix(60))…'" : "'\(name)'"
}

private struct TensorEntry: Codable {
  var dtype: String
  var shape: [Int]
  var data_offsets: [Int]  // the format's own spelling
}

private enum HeaderValue: Codable {
  case tensor(TensorEntry)
  case metadata([String: String])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let entry = try? container.decode(TensorEntry.self) {
      self = .tensor(entry)
    } else {
      self = .metadata(try container.decode([String: String].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .tensor(let entry): try container.encode(entry)
    case .metadata(let text): try container.encode(text)
    }
  }
}

extension DType {
  fileprivate static let safetensorsNames: [(DType, String)] = [
    (.float32, "F32"), (.float64, "F64"), (.bfloat16, "BF16"), (.int32, "I32"), (.int64, "I64"),
    (.uint8, "U8"), (.bool, "BOOL"),
  ]

  fileprivate var safetensorsName: String {
    DType.safetensorsNames.first { $0.0 == self }?.1 ?? ""
  }

  fileprivate init?(safetensorsName: String) {
    guard let entry = DType.safetensorsNames.first(where: { $0.1 == safetensorsName }) else {
      return nil
    }
    self = entry.0
  }
}
