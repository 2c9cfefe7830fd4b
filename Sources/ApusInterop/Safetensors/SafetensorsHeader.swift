import ApusCore
import ApusFiles
import ApusNN

/// The header of a safetensors file: the place and type of every tensor, and text by key. Checked
/// as it is read.
///
/// It is read by a scanner of its own, not by a JSON library: the format forbids a name twice,
/// which libraries pass over, and whatever is not of the header's form is refused before memory is
/// taken for it.
struct SafetensorsHeader {
  /// A tensor's element type, shape and bytes.
  struct Entry {
    let element: StoredElement
    let shape: Shape
    /// Where its bytes are, counted from the end of the header.
    let bytes: Range<Int>
  }

  /// The largest header that is read or written, as in the reference implementation.
  static let mostBytes = 100_000_000
  /// The name under which the text by key stands.
  static let metadataName = "__metadata__"

  /// The tensors by name.
  private(set) var entries: [String: Entry] = [:]
  /// Text by key.
  private(set) var metadata: [String: String] = [:]
  /// The names of the tensors, as they lie in the file.
  private(set) var names: [String] = []

  /// Reads the header in `json`, after which `available` bytes of elements stand in the file.
  ///
  /// - Throws: ``FileError`` about `path` where it is not of the format, or contradicts itself or
  ///   the file.
  init(_ json: UnsafeRawBufferPointer, available: Int, path: String) throws {
    var scanner = JSONScanner(json, path: path)
    guard json.first == UInt8(ascii: "{") else { throw scanner.error("an object") }
    var seen = false
    try scanner.object { scanner, name in
      if name == Self.metadataName {
        guard !seen else { throw Self.duplicate(name, path) }
        seen = true
        try scanner.object { scanner, key in
          guard try self.metadata.updateValue(scanner.string(), forKey: key) == nil else {
            throw Self.duplicate(key, path)
          }
        }
        return
      }
      let entry = try Self.entry(&scanner, name, available, path)
      guard self.entries.updateValue(entry, forKey: name) == nil else {
        throw Self.duplicate(name, path)
      }
    }
    try scanner.expectEnd()
    let ordered = entries.sorted {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound, $0.key)
        < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound, $1.key)
    }
    names = ordered.map(\.key)
    var end = 0
    for (name, entry) in ordered {
      guard entry.bytes.lowerBound == end else {
        throw FileError(
          path,
          """
          is damaged: \(entry.bytes.lowerBound < end ? "an overlap" : "a gap") before tensor \
          \(quoted(name)); get the file again
          """
        )
      }
      end = entry.bytes.upperBound
    }
    guard end == available else {
      throw FileError(
        path, "is damaged: \(available - end) bytes after the last tensor; get the file again")
    }
  }

  private static func entry(
    _ scanner: inout JSONScanner, _ name: String, _ available: Int, _ path: String
  ) throws -> Entry {
    var dtypeFound: String?
    var shapeFound: [Int]?
    var offsetsFound: [Int]?
    try scanner.object { scanner, key in
      switch key {
      case "dtype" where dtypeFound == nil: dtypeFound = try scanner.string()
      case "shape" where shapeFound == nil:
        shapeFound = try scanner.integers(atMost: Shape.maximumRank, for: "axes of a tensor")
      case "data_offsets" where offsetsFound == nil:
        offsetsFound = try scanner.integers(atMost: 2, for: "data_offsets")
      case "dtype", "shape", "data_offsets": throw duplicate(key, path)
      default: throw scanner.error("dtype, shape or data_offsets")
      }
    }
    guard let dtype = dtypeFound, let shape = shapeFound, let offsets = offsetsFound,
      offsets.count == 2
    else {
      throw FileError(
        path,
        """
        is damaged: tensor \(quoted(name)) lacks its dtype, shape or two data_offsets; get the \
        file again
        """
      )
    }
    guard let element = StoredElement(safetensorsName: dtype) else {
      throw FileError(
        path,
        """
        tensor \(quoted(name)) has element type \(quoted(dtype)), which is not supported; convert \
        it to F32 first
        """
      )
    }
    guard let count = element.byteCount(of: shape) else {
      throw FileError(
        path,
        "is damaged: tensor \(quoted(name)) has the impossible shape \(shape); get the file again")
    }
    guard offsets[0] <= offsets[1], offsets[1] <= available, offsets[1] - offsets[0] == count
    else {
      throw FileError(
        path,
        """
        is damaged or cut short: tensor \(quoted(name)) of \(count) bytes at \(offsets), but the \
        file holds \(available); get the file again
        """
      )
    }
    return Entry(element: element, shape: Shape(shape), bytes: offsets[0]..<offsets[1])
  }

  private static func duplicate(_ name: String, _ path: String) -> FileError {
    FileError(path, "is damaged: its header has \(quoted(name)) twice; get the file again")
  }
}

extension StoredElement {
  private static let safetensorsNames: [String: StoredElement] = [
    "BOOL": .bool, "U8": .uint8, "I8": .int8, "U16": .uint16, "I16": .int16, "U32": .uint32,
    "I32": .int32, "U64": .uint64, "I64": .int64, "F16": .float16, "BF16": .bfloat16,
    "F32": .float32, "F64": .float64,
  ]

  /// The element that the format calls `safetensorsName`; nil where it is not supported.
  init?(safetensorsName: String) {
    guard let element = StoredElement.safetensorsNames[safetensorsName] else { return nil }
    self = element
  }

  /// What the format calls it.
  var safetensorsName: String {
    StoredElement.safetensorsNames.first { $0.value == self }?.key ?? ""
  }
}
