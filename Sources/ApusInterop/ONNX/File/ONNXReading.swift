import ApusCore
import ApusFiles
import ApusNN

extension ONNXModel {
  /// Reads the file at `path`: its operators, weights and metadata. Weights in other files are read
  /// from the folder of `path` or below it.
  ///
  /// Every size is checked against the file before memory is taken for it. Element types that
  /// tensors do not have are widened: float16 to float32, int8, int16 and uint16 to int32, uint32
  /// and uint64 to int64. Whether the operators fit together is not checked.
  ///
  /// - Throws: ``FileError`` where the file is missing, damaged or not an ONNX file, or holds what
  ///   is not supported: branches and loops, text or complex numbers as weights.
  public init(contentsOf path: String) throws {
    let file = try MappedFile(path)
    self = try withExtendedLifetime(file) {
      try ONNXModel(bytes: file.bytes, path: path, others: ONNXExternalData(beside: path))
    }
  }

  /// Reads the bytes of a file, which errors call `path`; its weights must lie in it.
  package init(bytes: UnsafeRawBufferPointer, path: String) throws {
    try self.init(bytes: bytes, path: path, others: nil)
  }

  /// Reads the bytes of a file, which errors call `path`.
  ///
  /// - Parameter others: the files that weights may lie in; nil if they may lie in no other file.
  init(bytes: UnsafeRawBufferPointer, path: String, others: ONNXExternalData?) throws {
    self.init(nodes: [], inputs: [], outputs: [], constants: [])
    operatorSets = [:]
    var hasGraph = false
    let source = ONNXSource(path: path, others: others)
    var reader = ProtobufReader(bytes, path: path)
    while let field = try reader.next() {
      switch field.number {
      case 1: formatVersion = try field.integer()
      case 7:
        hasGraph = true
        try field.message { try readGraph($0, source) }
      case 8:
        var domain = "", version = 0
        try field.message { part in
          switch part.number {
          case 1: domain = try part.text()
          case 2: version = try part.integer()
          default: break
          }
        }
        operatorSets[domain] = version
      case 14:
        var key = "", value = ""
        try field.message { part in
          switch part.number {
          case 1: key = try part.text()
          case 2: value = try part.text()
          default: break
          }
        }
        metadata[key] = value
      default: break
      }
    }
    guard hasGraph, !operatorSets.isEmpty else {
      throw FileError(path, "is not an ONNX file: it has no graph; name another file")
    }
  }

  private mutating func readGraph(_ field: ProtobufReader.Field, _ source: ONNXSource) throws {
    switch field.number {
    case 1: nodes.append(try Node(field, source))
    case 5:
      let (name, tensor) = try ONNXTensor.read(field, source)
      constants.append((name, tensor))
    case 11: inputs.append(try Value(field, source.path))
    case 12: outputs.append(try Value(field, source.path))
    case 15:
      throw FileError(
        source.path, "has sparse weights, which are not supported; export it with dense ones")
    default: break
    }
  }
}

extension ONNXModel.Node {
  fileprivate init(_ field: ProtobufReader.Field, _ source: ONNXSource) throws {
    self.init(name: "", operation: "", inputs: [], outputs: [], attributes: [:])
    try field.message { part in
      switch part.number {
      case 1: inputs.append(try part.text())
      case 2: outputs.append(try part.text())
      case 3: name = try part.text()
      case 4: operation = try part.text()
      case 5:
        let (name, attribute) = try ONNXModel.Attribute.read(part, source)
        attributes[name] = attribute
      case 7: domain = try part.text()
      default: break
      }
    }
    guard !operation.isEmpty, !outputs.isEmpty else {
      throw FileError(
        source.path, "is damaged: a node without operator or output; get the file again")
    }
  }
}

extension ONNXModel.Attribute {
  fileprivate static func read(_ field: ProtobufReader.Field, _ source: ONNXSource) throws -> (
    String, ONNXModel.Attribute
  ) {
    let path = source.path
    var name = "", type = 0
    var number: Float = 0, integer = 0, text = ""
    var tensor: Tensor?
    var numbers = [UInt8](), integers = [Int](), texts = [String]()
    try field.message { part in
      switch part.number {
      case 1: name = try part.text()
      case 2: number = try part.float()
      case 3: integer = try part.integer()
      case 4: text = String(decoding: try part.bytes(), as: UTF8.self)
      case 5: tensor = try ONNXTensor.read(part, source).1
      case 7: try part.appendFixed(to: &numbers)
      case 8: try part.integers { integers.append($0) }
      case 9: texts.append(String(decoding: try part.bytes(), as: UTF8.self))
      case 20: type = try part.integer()
      default: break
      }
    }
    switch type {
    case 1: return (name, .number(number))
    case 2: return (name, .integer(integer))
    case 3: return (name, .text(text))
    case 4:
      guard let tensor else {
        throw FileError(path, "is damaged: setting \(quoted(name)) is empty; get the file again")
      }
      return (name, .tensor(tensor))
    case 6:
      guard numbers.count % 4 == 0 else {
        throw FileError(
          path, "is damaged: setting \(quoted(name)) has half a number; get the file again")
      }
      let values = numbers.withUnsafeBytes { bytes in
        (0..<bytes.count / 4).map { index in
          Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
        }
      }
      return (name, .numbers(values))
    case 7: return (name, .integers(integers))
    case 8: return (name, .texts(texts))
    default:
      throw FileError(
        path,
        """
        has setting \(quoted(name)) of kind \(type), which is not supported; export it without \
        branches and loops
        """
      )
    }
  }
}

extension ONNXModel.Value {
  fileprivate init(_ field: ProtobufReader.Field, _ path: String) throws {
    var name = "", code = 0
    var shape = [ONNXModel.Extent]()
    try field.message { part in
      switch part.number {
      case 1: name = try part.text()
      case 2:
        try part.message { type in
          guard type.number == 1 else { return }
          try type.message { tensor in
            switch tensor.number {
            case 1: code = try tensor.integer()
            case 2:
              try tensor.message { dimension in
                guard dimension.number == 1 else { return }
                shape.append(try ONNXModel.Extent(dimension))
              }
            default: break
            }
          }
        }
      default: break
      }
    }
    guard let element = StoredElement(onnxCode: code) else {
      throw FileError(
        path,
        """
        has an input or output \(quoted(name)) of element type \(code), which is not supported; \
        export it with tensors of numbers
        """
      )
    }
    self.init(name: name, shape: shape, dtype: element.dtype)
  }
}

extension ONNXModel.Extent {
  fileprivate init(_ field: ProtobufReader.Field) throws {
    self = .named("")
    try field.message { part in
      switch part.number {
      // Some programs write −1 for an extent that is open.
      case 1:
        let count = try part.integer()
        self = count < 0 ? .named("") : .fixed(count)
      case 2: self = .named(try part.text())
      default: break
      }
    }
  }
}

/// Where a message of an ONNX file comes from.
struct ONNXSource {
  /// The file, as errors name it.
  let path: String
  /// The files that its weights may lie in.
  let others: ONNXExternalData?
}
