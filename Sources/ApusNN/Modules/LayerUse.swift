import ApusCore

/// A use of a layer while a model runs.
struct LayerUse {
  let layer: any Module
  /// The layer's name in the model.
  let name: String
  /// The shape of its output for one example, without the batch axis.
  let output: Shape
  /// What it takes: the model's inputs come first, then the uses in order.
  let inputs: [Int]
}

/// The uses of a model's layers in the order of the computation, found by running it on the meta
/// device. A model that is neither ``Sequential`` nor ``Model`` is one layer: what happens inside a
/// class of the user's own is not seen.
func layerUses(of model: any Layer, _ inputs: [Tensor]) -> [LayerUse] {
  var uses: [LayerUse] = []
  func add(_ layer: any Module, _ name: String, _ output: Tensor, _ places: [Int]) {
    uses.append(
      LayerUse(layer: layer, name: name, output: output.shape.removing(0), inputs: places))
  }
  Device.with(.meta) {
    Mode.inference {
      withoutDerivatives {
        switch model {
        case let model as Sequential:
          var value = inputs[0]
          for (place, (name, layer)) in zip(model.layerNames, model.layers).enumerated() {
            value = layer(value)
            add(layer, name, value, [place])
          }
        case let model as Model:
          _ = model.run(inputs) { step, output in
            if let layer = step.operation.module { add(layer, step.name, output, step.inputs) }
          }
        default: add(model, model.ownName, model(inputs[0]), [0])
        }
      }
    }
  }
  return uses
}

extension Layer {
  /// A batch of one example of this shape on the meta device: what ``layerUses(of:_:)`` runs a
  /// model with.
  func metaInputs(_ inputShape: Shape, _ dtype: DType) -> [Tensor] {
    [Tensor.meta(inputShape.inserting(1, at: 0), dtype: dtype)]
  }

  /// What the model is called: its name, or what its type's gives.
  var ownName: String { name ?? LayerNames.stem(of: typeName(of: self)) }
}

extension Model {
  /// A batch of one example of each input on the meta device.
  var metaInputs: [Tensor] { inputTypes.map { Tensor.meta($0.shape, dtype: $0.dtype) } }
}
