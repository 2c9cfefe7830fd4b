import ApusCore

/// One application of a primitive, to be turned into operators.
struct ONNXStep {
  typealias Operand = ONNXGraphBuilder.Operand

  let primitive: any AnyPrimitive
  /// The same for another size of batch.
  let other: any AnyPrimitive
  let operands: [Operand]
  let inputTypes: [TensorType]
  /// The same for another size of batch.
  let otherInputTypes: [TensorType]
  let outputTypes: [TensorType]
  /// The name of an input of the graph, whose first extent is the size of the batch.
  let batchSource: String
  /// What the operators are added to.
  let builder: ONNXGraphBuilder

  /// Adds the operators that compute the step; its first output.
  func converted() throws -> Operand {
    guard let primitive = primitive as? any ONNXExportable else { throw hasNoForm }
    let open = type(of: primitive).openAttributes
    let fixed = [primitive, other].map { $0.attributes.filter { !open.contains($0.key) } }
    guard fixed[0] == fixed[1] else { throw dependsOnBatch }
    return try primitive.export(self)
  }

  /// The primitive's name.
  private var name: String { type(of: primitive).name }

  /// ONNX cannot say what the step does.
  var hasNoForm: ONNXError {
    ONNXError("the operation \(name) has no form in ONNX; export the model without it")
  }

  /// The step is another for another size of batch, in a way that ONNX cannot say.
  var dependsOnBatch: ONNXError {
    ONNXError("the operation \(name) depends on the size of the batch; ONNX has one graph for all")
  }

  var rank: Int { inputTypes[0].shape.rank }

  /// The extents of `shape`, -1 for the one that is another in `other`, for another size of batch.
  func openExtents(_ shape: Shape, _ other: Shape) throws -> [Int] {
    let extents = zip(shape, other).map { $0 == $1 ? $0 : -1 }
    guard shape.rank == other.rank, extents.count(where: { $0 == -1 }) <= 1 else {
      throw dependsOnBatch
    }
    return extents
  }

  // MARK: Writing operators

  /// Adds an operator; the name of what it makes.
  func emit(
    _ operation: String, _ inputs: [String], _ attributes: [String: ONNXModel.Attribute] = [:]
  ) -> String {
    builder.emit(operation, inputs, attributes)
  }

  /// The name of a constant list of whole numbers.
  func integers(_ values: [Int]) -> String { builder.integers(values) }

  /// The name of operand `position` with its axes in the tensor's order.
  func plain(_ position: Int) -> String {
    builder.plain(operands[position], rank: inputTypes[position].shape.rank)
  }

  /// What a node made, its axes in the tensor's order.
  func result(_ name: String) -> Operand {
    .stored(.init(name: name, order: Array(0..<outputTypes[0].shape.rank)))
  }

  /// Operand 0 as it is stored, and the order of its axes.
  var stored: ONNXGraphBuilder.Stored {
    guard case .stored(let stored) = operands[0] else {
      return ONNXGraphBuilder.Stored(name: plain(0), order: Array(0..<rank))
    }
    return stored
  }

  /// Operators on operand 0 that keep the order of its axes.
  func unary(_ emit: (String) throws -> String) rethrows -> Operand {
    let stored = stored
    return .stored(.init(name: try emit(stored.name), order: stored.order))
  }

  /// A constant of the first input's element type.
  func scalar(_ value: Double) -> String {
    builder.constant(Tensor(repeating: value, [], dtype: inputTypes[0].dtype), named: "scalar")
  }

  /// The value with the activation that the primitive applies at its end.
  func activated(_ name: String, _ activation: FusedActivation) -> String {
    switch activation {
    case .none: name
    case .relu: emit("Relu", [name])
    case .tanh: emit("Tanh", [name])
    case .sigmoid: emit("Sigmoid", [name])
    }
  }
}
