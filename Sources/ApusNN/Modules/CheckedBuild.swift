import ApusCore

extension Layer {
  /// Builds the layer as ``build(_:dtype:)`` does, and throws a ``ConfigurationError`` where it
  /// cannot take the shape.
  ///
  /// For shapes and settings that come from outside the program. The layer's own forward code runs
  /// on the meta device: where that traps, its line is the error.
  @discardableResult
  public func checkedBuild(_ inputShape: Shape, dtype: DType = .float32) throws -> Shape {
    guard inputShape.rank < Shape.maximumRank,
      inputShape.allSatisfy({ 1...Options.largestSize ~= $0 }),
      inputShape.reduce(1.0, { $0 * Double($1) }) <= Double(1 << 36)
    else {
      throw ConfigurationError(
        .impossibleShape, "an input of shape \(inputShape) is impossible")
    }
    let type = TensorType(inputShape.inserting(1, at: 0), dtype)
    return try checkedOutput(of: self, for: [type]).shape.removing(0)
  }
}

/// The type of a module's output for a batch of one, by its own forward code on the meta device;
/// throws the line of the trap that stops it. Then the parameters are as they were before.
func checkedOutput(of module: any Module, for inputs: [TensorType]) throws -> TensorType {
  let described = inputs.map { $0.shape.removing(0).description }.joined(separator: " and ")
  if let model = module as? Model {
    guard inputs == model.inputTypes, model.outputCount == 1 else {
      throw ConfigurationError(
        .impossibleShape, "Model: an input of shape \(described), made for \(model.inputShapes)")
    }
    return model.outputTypes[0]
  }
  try (module as? any InputCheckingModule)?.check(inputs)
  let operation: GraphNode.Operation
  if let layer = module as? any MergeLayer {
    operation = .merge(layer)
  } else if let layer = module as? any Layer, inputs.count == 1 {
    operation = .layer(layer)
  } else {
    throw ConfigurationError(
      .malformedGraph, "\(typeName(of: module)): it cannot take \(inputs.count) inputs")
  }
  return try operation.caughtOutputType(for: inputs)
}

extension GraphNode.Operation {
  /// The output's type, found on the meta device. Traps where a module reads a parameter that it
  /// does not hold.
  func outputType(for inputs: [TensorType]) -> TensorType {
    let tensors = inputs.map { Tensor.meta($0.shape, dtype: $0.dtype) }
    return Device.with(.meta) {
      Mode.inference {
        guard let module else { return withoutDerivatives { apply(to: tensors) } }
        return readingOwnParameters(module) { apply(to: tensors) }
      }
    }.type
  }

  /// The same; a trap within it is thrown.
  fileprivate func caughtOutputType(for inputs: [TensorType]) throws -> TensorType {
    let undeclared = module?.parameters.filter { !$0.isDeclared } ?? []
    var output: TensorType?
    if let line = trapLine(of: { output = outputType(for: inputs) }) {
      for parameter in undeclared { parameter.undeclare() }
      throw ConfigurationError(.impossibleShape, line)
    }
    // A call that reads elements has no type on the meta device; as before it traps there.
    return output ?? outputType(for: inputs)
  }
}
