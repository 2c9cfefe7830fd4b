import ApusCore

extension Layer {
  /// Builds the layer as ``build(_:dtype:)`` does, and throws a ``ConfigurationError`` where it
  /// cannot take the shape.
  ///
  /// For shapes and settings that come from outside the program. Layers of one's own that are no
  /// ``ConfigurableModule``s are tried on the meta device: where that traps, its line is the error.
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

/// The type of a module's output for a batch of one, found on the meta device after the shapes were
/// checked.
func checkedOutput(of module: any Module, for inputs: [TensorType]) throws -> TensorType {
  let shapes = inputs.map { $0.shape.removing(0) }
  let described = shapes.map(\.description).joined(separator: " and ")
  if let sequential = module as? Sequential {
    guard inputs.count == 1 else {
      throw ConfigurationError(
        .malformedGraph, "Sequential: it takes one input, not \(inputs.count)")
    }
    return try zip(sequential.layerNames, sequential.layers).reduce(inputs[0]) { type, entry in
      let (name, layer) = entry
      return try naming(name, layer) { try checkedOutput(of: layer, for: [type]) }
    }
  }
  if let model = module as? Model {
    guard inputs == model.inputTypes, model.outputCount == 1 else {
      throw ConfigurationError(
        .impossibleShape, "Model: an input of shape \(described), made for \(model.inputShapes)")
    }
    return model.outputTypes[0]
  }
  if let layer = module as? any ConfigurableModule {
    try layer.check(types: inputs.map(\.dtype))
    try layer.check(shapes)
  }
  let operation: GraphNode.Operation
  if let layer = module as? any MergeLayer {
    operation = .merge(layer)
  } else if let layer = module as? any Layer, inputs.count == 1 {
    operation = .layer(layer)
  } else {
    throw ConfigurationError(
      .malformedGraph, "\(typeName(of: module)): it cannot take \(inputs.count) inputs")
  }
  return module is any ConfigurableModule
    ? operation.outputType(for: inputs) : try operation.caughtOutputType(for: inputs)
}

/// What `check` gives; an error that it throws says in which layer of a model it was.
private func naming<R>(
  _ name: String, _ layer: any Module, _ check: () throws -> R
) throws -> R {
  do {
    return try check()
  } catch let error as ConfigurationError {
    let place = "in \(name) (\(typeName(of: layer)))"
    let inner = "in "
    let text =
      error.description.hasPrefix(inner)
      ? "\(place) → \(error.description.dropFirst(inner.count))" : "\(place): \(error.description)"
    throw ConfigurationError(error.kind, text, option: error.option)
  }
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

  /// The same, where the module's call is the user's own: a trap within it is thrown.
  func caughtOutputType(for inputs: [TensorType]) throws -> TensorType {
    var output: TensorType?
    if let line = trapLine(of: { output = outputType(for: inputs) }) {
      throw ConfigurationError(.impossibleShape, line)
    }
    // A call that reads elements has no type on the meta device; as before it traps there.
    return output ?? outputType(for: inputs)
  }
}
