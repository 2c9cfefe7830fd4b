import ApusCore

extension Layer {
  /// Runs the model and tells `observe` of every layer that is applied: its dotted name, the layer
  /// and its output. The layers of a ``Sequential`` or ``Model`` within it count as its own; any
  /// other layer is one.
  ///
  /// Runs in the mode that is set. Traps where the model cannot take the input.
  @discardableResult
  package func outputs(
    on input: Tensor, observe: (_ name: String, _ layer: any Module, _ output: Tensor) -> Void
  ) -> Tensor {
    run(self, ownName, "", input, observe)
  }
}

/// Applies a layer of that name; those of a model have the name's `path` before theirs.
private func run(
  _ layer: any Layer, _ name: String, _ path: String, _ input: Tensor,
  _ observe: (String, any Module, Tensor) -> Void
) -> Tensor {
  switch layer {
  case let model as Sequential:
    return zip(model.layerNames, model.layers).reduce(input) { value, entry in
      let name = path + entry.0
      return run(entry.1, name, name + ".", value, observe)
    }
  case let model as Model where model.outputCount == 1:
    let outputs = model.compute([input]) { step, arguments in
      let name = path + step.name
      if case .layer(let layer) = step.operation {
        return run(layer, name, name + ".", arguments[0], observe)
      }
      let output = step.operation.apply(to: arguments)
      if let module = step.operation.module { observe(name, module, output) }
      return output
    }
    return outputs[0]
  default:
    let output = layer(input)
    observe(name, layer, output)
    return output
  }
}
