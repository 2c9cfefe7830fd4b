import ApusCore
import ApusFiles

/// A network in the form of the Open Neural Network Exchange: operators between named values, and
/// the weights.
///
/// Only the parts of the format that Apus uses are here. See ``init(exporting:inputShape:dtype:)``
/// for how one is made from a model, and ``init(contentsOf:)`` for reading one.
///
/// - Source: the format's description, <https://github.com/onnx/onnx/blob/main/docs/IR.md>, and
///   `onnx.proto`.
public struct ONNXModel: Sendable {
  /// An operator's setting.
  public enum Attribute: Sendable {
    /// A whole number.
    case integer(Int)
    /// Whole numbers.
    case integers([Int])
    /// A number.
    case number(Float)
    /// Numbers.
    case numbers([Float])
    /// A text.
    case text(String)
    /// Texts.
    case texts([String])
    /// A tensor.
    case tensor(Tensor)
  }

  /// How far an axis of an input or output reaches.
  public enum Extent: Sendable, Equatable {
    /// So far.
    case fixed(Int)
    /// As far as others of this name; any, where the name is empty.
    case named(String)
  }

  /// One operator.
  public struct Node: Sendable {
    /// Its name, unlike any other node's.
    public var name: String
    /// The operator, as in `Gemm`.
    public var operation: String
    /// The names of the values it reads; empty for an optional one that is left out.
    public var inputs: [String]
    /// The names of the values it makes.
    public var outputs: [String]
    /// Its settings.
    public var attributes: [String: Attribute]
    /// Whose operator it is; empty for ONNX's own.
    public var domain = ""
  }

  /// The name and type of an input or output.
  public struct Value: Sendable {
    /// The value's name.
    public var name: String
    /// Its extents.
    public var shape: [Extent]
    /// Its element type.
    public var dtype: DType
  }

  /// The operators, in order of execution.
  public internal(set) var nodes: [Node]
  /// The inputs.
  public internal(set) var inputs: [Value]
  /// The outputs.
  public internal(set) var outputs: [Value]
  /// The weights and other constants, in order of first use.
  public internal(set) var constants: [(name: String, tensor: Tensor)]
  /// Text by key, for programs that read the file.
  public var metadata: [String: String] = [:]

  /// The version of each domain's set of operators; exported is that of ONNX's own that brought
  /// layer normalization.
  public internal(set) var operatorSets = ["": 17]
  /// The version of the format; exported is the one that came with that set.
  public internal(set) var formatVersion = 8
  /// The format's limit: Protocol Buffers count a message's bytes in 31 bits.
  private static let mostBytes = Int(Int32.max)

  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: ``FileError`` where it cannot be written, or is beyond the format's 2 GB.
  public func write(to path: String) throws {
    let file = message
    guard file.byteCount <= Self.mostBytes else {
      throw FileError(
        path,
        """
        would have \(file.byteCount) bytes, beyond the 2 GB of an ONNX file; write the weights as \
        .safetensors
        """
      )
    }
    try file.write(to: path)
  }

  /// The bytes of the file.
  func bytes() -> [UInt8] { message.bytes() }

  private var message: ProtobufWriter {
    var file = ProtobufWriter()
    file.integer(1, formatVersion)
    file.text(2, "apus")
    file.message(7) { writeGraph(&$0) }
    for (domain, version) in operatorSets.sorted(by: { $0.key < $1.key }) {
      file.message(8) {
        $0.text(1, domain)
        $0.integer(2, version)
      }
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      file.message(14) {
        $0.text(1, key)
        $0.text(2, value)
      }
    }
    return file
  }

  private func writeGraph(_ graph: inout ProtobufWriter) {
    for node in nodes {
      graph.message(1) { message in
        for input in node.inputs { message.text(1, input) }
        for output in node.outputs { message.text(2, output) }
        message.text(3, node.name)
        message.text(4, node.operation)
        for (name, attribute) in node.attributes.sorted(by: { $0.key < $1.key }) {
          message.message(5) { attribute.write(to: &$0, named: name) }
        }
        if !node.domain.isEmpty { message.text(7, node.domain) }
      }
    }
    graph.text(2, "apus")
    for (name, tensor) in constants {
      graph.message(5) { tensor.write(to: &$0, named: name) }
    }
    for input in inputs { graph.message(11) { input.write(to: &$0) } }
    for output in outputs { graph.message(12) { output.write(to: &$0) } }
  }
}

extension ONNXModel.Attribute {
  fileprivate func write(to message: inout ProtobufWriter, named name: String) {
    message.text(1, name)
    switch self {
    case .number(let value):
      message.float(2, value)
      message.integer(20, 1)
    case .integer(let value):
      message.integer(3, value)
      message.integer(20, 2)
    case .text(let value):
      message.text(4, value)
      message.integer(20, 3)
    case .tensor(let value):
      message.message(5) { value.write(to: &$0, named: "") }
      message.integer(20, 4)
    case .numbers(let values):
      for value in values { message.float(7, value) }
      message.integer(20, 6)
    case .integers(let values):
      for value in values { message.integer(8, value) }
      message.integer(20, 7)
    case .texts(let values):
      for value in values { message.text(9, value) }
      message.integer(20, 8)
    }
  }
}

extension ONNXModel.Value {
  fileprivate func write(to message: inout ProtobufWriter) {
    message.text(1, name)
    message.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, dtype.onnxCode)
        tensor.message(2) { shape in
          for extent in self.shape {
            shape.message(1) { dimension in
              switch extent {
              case .fixed(let count): dimension.integer(1, count)
              case .named(""): break
              case .named(let name): dimension.text(2, name)
              }
            }
          }
        }
      }
    }
  }
}

extension Tensor {
  fileprivate func write(to message: inout ProtobufWriter, named name: String) {
    for extent in shape { message.integer(1, extent) }
    message.integer(2, dtype.onnxCode)
    message.text(8, name)
    message.elements(9, self)
  }
}

extension DType {
  /// What the format calls it.
  var onnxCode: Int { StoredElement(self).onnxCode }
}
