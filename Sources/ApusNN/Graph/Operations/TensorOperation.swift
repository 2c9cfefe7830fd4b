import ApusCore
import ApusFiles

/// An operation on tensors as a layer of a functional graph: what arithmetic, functions and
/// reshaping of symbols make.
///
/// ```swift
/// let x = Input([28, 28, 1])
/// let scaled = (x - 0.5) * 2                       // two of them
/// let mean = scaled.mean(axes: [1, 2])             // [1]
/// ```
///
/// It has a name and settings, so models that have it are saved and loaded. Tensors that it reads
/// beside its inputs are parameters that are kept and not learned. Axes are counted with the batch
/// axis, which is 0 and stays as it is.
public final class TensorOperation: MergeLayer {
  public static let summary =
    "an operation on tensors in a graph: arithmetic, functions, reshaping"
  /// What is computed: one of ``names``.
  public let operation: String
  /// The operation's settings.
  public let settings: [String: ConfigurationValue]
  /// The tensors that it reads beside its inputs.
  public let constants: [Parameter]
  /// The name that a model gives it; nil for one made from the operation.
  public let name: String?
  /// The places of the constants among the operands.
  private let places: [Int]
  private let counts: ClosedRange<Int>
  private let body: OperationBody

  /// The names of all operations.
  public static let names: [String] = OperationKind.all.map(\.name)

  /// The operation of that name; throws where it is not known or a setting is wrong.
  init(
    _ operation: String, _ settings: [String: ConfigurationValue],
    constants: [(place: Int, parameter: Parameter)] = [], name: String? = nil
  ) throws {
    guard let kind = OperationKind.all.first(where: { $0.name == operation }) else {
      let near = suggestion(for: operation, among: TensorOperation.names)
      throw ConfigurationError(
        .unknownName, "\"\(operation.prefix(40))\" is not an operation on tensors\(near)")
    }
    var options = Options(settings, of: operation)
    body = try kind.make(&options)
    try options.finish()
    counts = kind.operands
    self.operation = operation
    self.settings = settings
    self.constants = constants.map(\.parameter)
    places = constants.map(\.place)
    self.name = name
  }

  /// The operation's value for these inputs.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    body.compute(operands(inputs, constants.map(\.wrappedValue)))
  }

  /// `inputs` with the constants at their places.
  private func operands<Value>(_ inputs: [Value], _ constants: [Value]) -> [Value] {
    if places.isEmpty { return inputs }
    var result = inputs
    for (place, constant) in zip(places, constants) {
      result.insert(constant, at: min(place, result.count))
    }
    return result
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension TensorOperation: ConfigurableModule {
  /// The operation's name, its settings, and place, shape and element type of the constants.
  public var options: [String: ConfigurationValue] {
    var options: [String: ConfigurationValue] = [
      "operation": .text(operation), "settings": .object(settings),
    ]
    if !constants.isEmpty {
      options["constants"] = .list(
        zip(places, constants).map { place, parameter in
          .object([
            "place": .integer(place),
            "shape": .list((parameter.type?.shape ?? []).map { .integer($0) }),
            "dtype": .text((parameter.type?.dtype ?? .float32).description),
          ])
        })
    }
    return options
  }

  /// The operation with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    guard let operation = try options.text("operation") else {
      throw options.wrong("operation", "the name of an operation")
    }
    var settings: [String: ConfigurationValue] = [:]
    switch options.value("settings") {
    case nil: break
    case .object(let values): settings = values
    default: throw options.wrong("settings", "an object")
    }
    try self.init(operation, settings, constants: try options.constants(), name: name)
  }

  /// The shape of the output for an example; throws where the operation cannot take the shapes.
  func outputShape(for inputs: [Shape]) throws -> Shape {
    // Two sizes of batch that no other extent has: what the output has of them is the batch axis.
    let outputs = try [6007, 7919].map { batch -> Shape in
      let shapes = operands(
        inputs.map { $0.inserting(batch, at: 0) }, constants.map { $0.type?.shape ?? [] })
      guard counts.contains(shapes.count) else {
        throw ConfigurationError(.malformedGraph, "\(operation): \(shapes.count) operands")
      }
      let output: Shape
      do {
        output = try body.shape(shapes)
      } catch let problem as OperationProblem {
        throw impossible(inputs, problem.description)
      }
      guard output.first == batch else {
        throw impossible(inputs, "would lose its batch axis, which is axis 0")
      }
      return output.removing(0)
    }
    guard outputs[0] == outputs[1] else {
      throw impossible(inputs, "would get an extent that depends on the size of the batch")
    }
    return outputs[0]
  }

  /// The error for shapes that the operation cannot take.
  private func impossible(_ inputs: [Shape], _ rule: String) -> ConfigurationError {
    let shapes = inputs.map(\.description).joined(separator: " and ")
    return ConfigurationError(.impossibleShape, "\(operation): an input of shape \(shapes) \(rule)")
  }
}

extension TensorOperation: InputCheckingModule {
  /// Throws if the operation cannot take inputs of these types, or would not keep the batch axis.
  package func check(_ inputs: [TensorType]) throws {
    let dtypes = operands(
      inputs.map(\.dtype), constants.map { $0.type?.dtype ?? .float32 })
    if let wrong = dtypes.first(where: { !body.takes.contains($0) }) {
      throw ConfigurationError(
        .impossibleShape, "\(operation): an input of element type \(wrong); \(body.takes.rule)")
    }
    _ = try outputShape(for: inputs.map { $0.shape.removing(0) })
  }
}

extension Options {
  /// The constants of an operation: parameters of the shapes that the settings tell, zeros until
  /// they are set.
  fileprivate mutating func constants() throws -> [(place: Int, parameter: Parameter)] {
    guard let value = value("constants") else { return [] }
    guard case .list(let entries) = value, entries.count <= 2 else {
      throw wrong("constants", "a list of up to two constants")
    }
    return try entries.map { entry in
      guard case .object(let parts) = entry else { throw wrong("constants", "a list of objects") }
      var options = Options(parts, of: "\(owner): constants")
      let place = try options.integer("place", in: 0...2)
      let shape = try options.integers("shape", count: 0...Shape.maximumRank)
      let text = try options.text("dtype") ?? DType.float32.description
      try options.finish()
      guard let dtype = DType.allCases.first(where: { $0.description == text }) else {
        throw wrong("constants", "of an element type that exists")
      }
      guard shape.reduce(1.0, { $0 * Double($1) }) <= Double(1 << 36) else {
        throw wrong("constants", "small enough for a memory")
      }
      let parameter = Parameter(trainable: false)
      parameter.declare(Shape(shape), dtype: dtype) { Tensor.zeros($0, dtype: $1) }
      return (place, parameter)
    }
  }
}

/// What an operation does, its settings read.
struct OperationBody {
  /// The element types of its operands.
  var takes = OperandTypes.any
  /// The output's shape for operands of these shapes, the batch axis included; throws an
  /// ``OperationProblem``.
  let shape: ([Shape]) throws -> Shape
  /// The output.
  let compute: ([Tensor]) -> Tensor
}

/// Which element types an operation takes.
enum OperandTypes {
  case any, numbers, floatingPoint

  func contains(_ dtype: DType) -> Bool {
    switch self {
    case .any: true
    case .numbers: dtype != .bool
    case .floatingPoint: dtype.isFloatingPoint
    }
  }

  var rule: String {
    self == .numbers ? "it needs numbers, so cast it" : "it needs floating point, so cast it"
  }
}

/// Why an operation cannot take shapes: what follows "an input of shape …".
struct OperationProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A kind of operation that symbols can be given to and a configuration can name.
struct OperationKind: Sendable {
  let name: String
  /// How many operands it has, constants included.
  let operands: ClosedRange<Int>
  /// Reads the settings.
  let make: @Sendable (inout Options) throws -> OperationBody

  init(
    _ name: String, operands: ClosedRange<Int> = 1...1,
    make: @escaping @Sendable (inout Options) throws -> OperationBody
  ) {
    self.name = name
    self.operands = operands
    self.make = make
  }

  /// All operations.
  static let all: [OperationKind] =
    unaryFunctions + binaryFunctions + choices + reductions + alongAxes + shapings + joinings
    + products
}

// MARK: Symbols

/// What stands beside a symbol in an operation: another symbol, or a tensor.
enum Operand {
  case symbol(Symbol)
  case constant(Tensor)
}

extension Symbol {
  /// The value of an operation as a value of the graph. Traps where it cannot take the operands.
  static func applying(
    _ operation: String, _ operands: [Operand], _ settings: [String: ConfigurationValue] = [:]
  ) -> Symbol {
    var nodes: [GraphNode] = []
    var constants: [(place: Int, parameter: Parameter)] = []
    for (place, operand) in operands.enumerated() {
      switch operand {
      case .symbol(let symbol): nodes.append(symbol.node)
      case .constant(let tensor):
        constants.append((place, Parameter(wrappedValue: tensor, trainable: false)))
      }
    }
    do {
      let layer = try TensorOperation(operation, settings, constants: constants)
      let type = try checkedOutput(of: layer, for: nodes.map(\.type))
      return Symbol(GraphNode(.merge(layer), inputs: nodes, type: type))
    } catch {
      trap("\(error)")
    }
  }

  /// The value of an operation with this symbol as its only input.
  func applying(_ operation: String, _ settings: [String: ConfigurationValue] = [:]) -> Symbol {
    Symbol.applying(operation, [.symbol(self)], settings)
  }
}
