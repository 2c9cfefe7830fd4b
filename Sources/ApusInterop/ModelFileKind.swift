import ApusFiles

/// What kind of model file one is, by its first bytes, whatever it is called.
public enum ModelFileKind: Sendable, Equatable {
  /// Protocol Buffers: an ONNX file.
  case onnx
  /// A ZIP archive: Keras's `.keras`, or `.npz`.
  case archive
  /// HDF5: Keras's `.h5`.
  case hdf5
  /// Safetensors: what Apus writes.
  case safetensors

  /// The kind of the file at `path`.
  ///
  /// - Throws: ``FileError`` if the file is missing, or of another kind.
  public init(of path: String) throws {
    let file = try MappedFile(path)
    guard let kind = withExtendedLifetime(file, { ModelFileKind(file.bytes) }) else {
      throw FileError(
        path,
        file.bytes.isEmpty
          ? "is empty; get the file again"
          : "is no model file: neither safetensors nor ONNX nor one of Keras; name another file")
    }
    self = kind
  }

  private init?(_ bytes: UnsafeRawBufferPointer) {
    func starts(_ wanted: [UInt8]) -> Bool { bytes.starts(with: wanted) }
    if starts([0x50, 0x4B, 3, 4]) || starts([0x50, 0x4B, 5, 6]) {
      self = .archive
    } else if starts([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .hdf5
    } else if bytes.count >= 9, bytes[8] == UInt8(ascii: "{"), bytes[6] == 0, bytes[7] == 0 {
      // The length of the header has 27 bits at most; a file that is cut short is one still.
      self = .safetensors
    } else if let first = bytes.first, ModelFileKind.isONNX(first, bytes) {
      self = .onnx
    } else {
      return nil
    }
  }

  /// Whether the first field is one of a model: the version of the format, the program that wrote
  /// it, the graph, or the set of operators.
  private static func isONNX(_ first: UInt8, _ bytes: UnsafeRawBufferPointer) -> Bool {
    switch first {
    case 0x08: bytes.count > 2 && bytes[1] < 0x80
    case 0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42, 0x72:
      bytes.count > 2 && (bytes[1] >= 0x80 || Int(bytes[1]) <= bytes.count - 2)
    default: false
    }
  }
}
