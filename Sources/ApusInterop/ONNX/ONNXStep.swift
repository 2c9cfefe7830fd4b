import ApusCore

/// One application of a primitive, to be turned into operators.
struct ONNXStep {
  typealias Builder = ONNXGraphBuilder
  typealias Operand = ONNXGraphBuilder.Operand

  /// The primitive's name.
  let name: String
  let attributes: [String: Attribute]
  /// The same for another size of batch.
  let otherAttributes: [String: Attribute]
  let operands: [Operand]
  let inputTypes: [TensorType]
  /// The same for another size of batch.
  let otherInputTypes: [TensorType]
  let outputTypes: [TensorType]
  /// The name of an input of the graph, whose first extent is the size of the batch.
  let batchSource: String

  /// Adds the operators that compute the step; its first output.
  func convert(_ builder: inout Builder) throws -> Operand {
    if let result = try convertElementwise(&builder) { return result }
    if let result = try convertActivation(&builder) { return result }
    if let result = try convertProduct(&builder) { return result }
    if let result = try convertWindow(&builder) { return result }
    if let result = try convertRegions(&builder) { return result }
    if let result = try convertReduction(&builder) { return result }
    if let result = try convertShaping(&builder) { return result }
    if let result = try convertNormalization(&builder) { return result }
    throw ONNXError("the operation \(name) has no form in ONNX; export the model without it")
  }

  // MARK: Reading the step

  var rank: Int { inputTypes[0].shape.rank }

  func integer(_ key: String) throws -> Int {
    guard case .integer(let value) = try fixed(key) else { throw missing(key) }
    return value
  }

  func integers(_ key: String) throws -> [Int] {
    guard case .integers(let value) = try fixed(key) else { throw missing(key) }
    return value
  }

  func number(_ key: String) throws -> Double {
    guard case .number(let value) = try fixed(key) else { throw missing(key) }
    return value
  }

  func text(_ key: String) throws -> String {
    guard case .text(let value) = try fixed(key) else { throw missing(key) }
    return value
  }

  func flag(_ key: String) throws -> Bool {
    guard case .flag(let value) = try fixed(key) else { throw missing(key) }
    return value
  }

  /// Whole numbers for both sizes of batch.
  func varyingIntegers(_ key: String) throws -> [(Int, Int)] {
    guard case .integers(let first) = attributes[key],
      case .integers(let second) = otherAttributes[key], first.count == second.count
    else { throw missing(key) }
    return Array(zip(first, second))
  }

  private func fixed(_ key: String) throws -> Attribute {
    guard let value = attributes[key] else { throw missing(key) }
    guard value == otherAttributes[key] else { throw dependsOnBatch }
    return value
  }

  private func missing(_ key: String) -> ONNXError {
    ONNXError("the operation \(name) does not say its \(key); export the model without it")
  }

  /// An attribute is another for another size of batch, in a way that ONNX has no form for.
  var dependsOnBatch: ONNXError {
    ONNXError("the operation \(name) depends on the size of the batch; ONNX has one graph for all")
  }

  // MARK: Writing operators

  /// The name of operand `position` with its axes in the tensor's order.
  func plain(_ position: Int, _ builder: inout Builder) -> String {
    builder.plain(operands[position], rank: inputTypes[position].shape.rank)
  }

  /// What a node made, its axes in the tensor's order.
  func result(_ name: String) -> Operand {
    .stored(.init(name: name, order: Array(0..<outputTypes[0].shape.rank)))
  }

  /// Operand 0 as it is stored, and the order of its axes.
  func stored(_ builder: inout Builder) -> Builder.Stored {
    guard case .stored(let stored) = operands[0] else {
      return Builder.Stored(name: plain(0, &builder), order: Array(0..<rank))
    }
    return stored
  }

  /// A constant of the first input's element type.
  func scalar(_ value: Double, _ builder: inout Builder) -> String {
    builder.constant(Tensor(repeating: value, [], dtype: inputTypes[0].dtype), named: "scalar")
  }

  /// The value with the activation that the primitive applies at its end.
  func activated(_ name: String, _ builder: inout Builder) throws -> String {
    switch try text("activation") {
    case "none": name
    case "relu": builder.emit("Relu", [name])
    case "tanh": builder.emit("Tanh", [name])
    case "sigmoid": builder.emit("Sigmoid", [name])
    case let other:
      throw ONNXError("the activation \(other) has no form in ONNX; export the model without it")
    }
  }
}
