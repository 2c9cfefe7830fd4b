import ApusCore

extension Layer {
  /// Throws where the model cannot take these features, on which its call would trap: a wrong
  /// shape, or a number that names nothing in its first layer. Builds the model where it was not
  /// built.
  ///
  /// What comes from outside of the program (a request to a server, a file) is checked by it;
  /// `predict`, `evaluate` and `fit` call it. The message names the layer and its place in the
  /// model. The model's own forward code runs on the meta device to find out.
  ///
  /// - Parameters:
  ///   - features: a batch, [examples, …].
  ///   - first: the position of the first example, for messages.
  /// - Throws: ``ConfigurationError``.
  public func checkInput(_ features: Tensor, from first: Int = 0) throws {
    try checkInput(of: features.type)
    try checkIndices(features, from: first)
  }

  /// Throws where the model cannot take batches of this type; see ``checkInput(_:from:)``.
  package func checkInput(of type: TensorType) throws {
    guard type.shape.rank > 0 else {
      throw ConfigurationError(
        .impossibleInput,
        "\(ownName): features without axes; a batch has the examples along its first")
    }
    let example = type.shape.removing(0)
    switch self {
    case let model as Model: try model.checkInputTypes([type])
    case let chain as Sequential:
      try chain.checkInputType(TensorType(example.inserting(1, at: 0), type.dtype))
    case is any ConfigurableModule:
      try checkedBuild(example, dtype: type.dtype.forInputs(of: self))
    default:
      do {
        try checkedBuild(example, dtype: type.dtype)
      } catch let error as ConfigurationError {
        throw ConfigurationError(error.kind, "\(ownName): \(error)")
      }
    }
  }
}

extension Model {
  /// Throws where the model does not take a batch of such tensors, one an input.
  public func checkInputs(_ inputs: [Tensor]) throws { try checkInputTypes(inputs.map(\.type)) }

  fileprivate func checkInputTypes(_ inputs: [TensorType]) throws {
    guard inputs.count == inputCount else {
      throw ConfigurationError(
        .impossibleInput, "\(ownName): \(inputs.count) inputs; it has \(inputCount)")
    }
    for (input, (name, type)) in zip(inputs, zip(inputNames, inputTypes)) {
      guard input.shape.rank > 0, input.shape.removing(0) == type.shape.removing(0) else {
        throw ConfigurationError(
          .impossibleInput,
          """
          \(ownName): an input of shape \(input.shape) for "\(name)"; it takes batches of \
          \(type.shape.removing(0))
          """
        )
      }
    }
    guard Set(inputs.map { $0.shape[0] }).count == 1 else {
      throw ConfigurationError(
        .impossibleInput,
        "\(ownName): inputs of \(inputs.map { $0.shape[0] }) examples; they must be equally many")
    }
  }
}

extension DType {
  /// The element type that stands for this one when shapes are checked: whole numbers are taken
  /// where the first layer names things by them, and become floating point elsewhere.
  func forInputs(of model: any Layer) -> DType {
    isFloatingPoint || model.inputIndexCount != nil ? self : .float32
  }
}
