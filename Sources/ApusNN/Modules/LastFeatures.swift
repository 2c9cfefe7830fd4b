import ApusCore

extension Layer {
  /// What the last layer with parameters takes in: the features that the model has made of its
  /// input, [batch, …].
  ///
  /// Runs the model in the mode that is set. Nil where the model is no ``Sequential`` or ``Model``
  /// with one input, or no layer has parameters. Source: lecture S4, transfer of learned features.
  public func lastFeatures(_ input: Tensor) -> Tensor? {
    switch self {
    case let model as Sequential:
      guard let last = model.layers.lastIndex(where: { $0.parameterCount > 0 }) else { return nil }
      return model.layers[..<last].reduce(input) { $1($0) }
    case let model as Model:
      guard model.inputCount == 1,
        let last = model.steps.lastIndex(where: { ($0.operation.module?.parameterCount ?? 0) > 0 }),
        let place = model.steps[last].inputs.first
      else { return nil }
      if place == 0 { return input }
      var values: [Tensor] = []
      _ = model.run([input]) { _, output in values.append(output) }
      return values[place - 1]
    default: return nil
    }
  }
}
