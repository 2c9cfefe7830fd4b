import ApusCore

/// A layer whose output before the activation is a sum over weights, so that a factor and a shift
/// of each output channel can be taken into the weights.
///
/// The last axis of its weight is the outputs'.
public protocol LinearLayer: Layer, ConfigurableModule {
  /// The weight, […, outputs].
  var weight: Tensor { get set }
  /// The bias, [outputs]; nil where the layer has none.
  var bias: Parameter? { get }
  /// What is applied to the sum.
  var activation: ActivationFunction { get }
}

extension Dense: LinearLayer {
  public var activation: ActivationFunction { settings.activation }
}
extension Conv1D: LinearLayer {}
extension Conv2D: LinearLayer {}
extension Conv3D: LinearLayer {}

/// A copy of a chain in which batch normalizations after linear layers have become part of these:
/// for inference, with the same outputs up to rounding and less to compute.
///
/// W′ = W γ / √(v + ε) and b′ = β + (b − μ) γ / √(v + ε), one factor an output channel. What does
/// not come directly after a ``LinearLayer`` without an activation stays, as does a layer that
/// occurs twice; layers that stay are shared with `model`, which is not changed. Traps where the
/// model is not built.
///
/// - Source: Jacob et al. 2018, section 3.2; lecture S0, batch normalization.
public func foldBatchNormalization(_ model: Sequential) -> Sequential {
  require(model.isBuilt, "foldBatchNormalization: the model must be built")
  let counts = occurrences(of: model.layers)
  var layers: [any Layer] = []
  for layer in model.layers {
    if let last = layers.last, counts[ObjectIdentifier(last), default: 1] == 1,
      let folded = folded(last, layer)
    {
      layers[layers.count - 1] = folded
    } else if let inner = layer as? Sequential {
      layers.append(counts[ObjectIdentifier(inner)] == 1 ? foldBatchNormalization(inner) : inner)
    } else {
      layers.append(layer)
    }
  }
  return Sequential(layers, name: model.name)
}

/// A copy of a graph in which batch normalizations after linear layers have become part of these;
/// see ``foldBatchNormalization(_:)-(Sequential)``. A layer whose output is read elsewhere too
/// stays.
public func foldBatchNormalization(_ model: Model) -> Model {
  require(model.isBuilt, "foldBatchNormalization: the model must be built")
  let counts = occurrences(of: model.steps.compactMap(\.operation.module))
  var reads: [Int: Int] = [:]
  for place in model.steps.flatMap(\.inputs) + model.outputPlaces { reads[place, default: 0] += 1 }
  // The steps in whose place a folded layer comes, and those that then pass on what they are given.
  var replacements: [Int: any Layer] = [:]
  var passing: Set<Int> = []
  for (index, step) in model.steps.enumerated() {
    guard let place = step.inputs.first, case .layer(let layer) = step.operation else { continue }
    let before = place - model.inputCount
    guard before >= 0, reads[place] == 1,
      case .layer(let linear) = model.steps[before].operation,
      counts[ObjectIdentifier(linear)] == 1, let folded = folded(linear, layer)
    else { continue }
    replacements[before] = folded
    passing.insert(index)
  }
  let inputs = zip(model.inputNames, model.inputTypes).map { name, type in
    Input(type.shape.removing(0), dtype: type.dtype, name: name)
  }
  var nodes = inputs.map(\.node)
  for (index, step) in model.steps.enumerated() {
    let arguments = step.inputs.map { nodes[$0] }
    if passing.contains(index) {
      nodes.append(arguments[0])
    } else {
      let operation = replacements[index].map { GraphNode.Operation.layer($0) } ?? step.operation
      nodes.append(GraphNode(operation, applying: arguments))
    }
  }
  return Model(
    inputs: inputs, outputs: model.outputPlaces.map { Symbol(nodes[$0]) }, name: model.name)
}

private func occurrences(of modules: [any Module]) -> [ObjectIdentifier: Int] {
  modules.reduce(into: [:]) { $0[ObjectIdentifier($1), default: 0] += 1 }
}

/// A new layer that computes what `layer` and `next` do in inference; nil where they are not a
/// linear layer and a batch normalization of its outputs, or the layer cannot be made again.
private func folded(_ layer: any Layer, _ next: any Layer) -> (any Layer)? {
  guard let layer = layer as? any LinearLayer, let next = next as? BatchNormalization,
    layer.activation == .linear, isAlongOutputs(next, of: layer)
  else { return nil }
  let type = layer.weight.dtype
  let scale = 1 / sqrt(next.movingVariance.cast(to: .float64) + next.settings.affine.epsilon)
  let factor: Tensor = next.gamma.map { scale * $0.wrappedValue.cast(to: .float64) } ?? scale
  let mean = next.movingMean.cast(to: .float64)
  let centre: Tensor = layer.bias.map { $0.wrappedValue.cast(to: .float64) - mean } ?? -mean
  let shift: Tensor = centre * factor
  let bias: Tensor = next.beta.map { shift + $0.wrappedValue.cast(to: .float64) } ?? shift
  guard let copy = copy(of: layer) else { return nil }
  copy.weight = (layer.weight.cast(to: .float64) * factor).cast(to: type)
  copy.bias?.wrappedValue = bias.cast(to: type)
  return copy
}

/// Whether the normalized axis is the last, where the outputs are. A convolution's weight has as
/// many axes as its output; a dense layer's does not tell.
private func isAlongOutputs(_ next: BatchNormalization, of layer: any LinearLayer) -> Bool {
  let rank = layer.weight.rank
  return next.axis == -1 || (rank > 2 && next.axis == rank - 1)
}

/// A layer of the same settings, with a bias.
private func copy<L: LinearLayer>(of layer: L) -> L? {
  var settings = layer.options
  settings["useBias"] = true
  var options = Options(settings, of: L.typeName)
  return try? L(options: &options, name: layer.name)
}
