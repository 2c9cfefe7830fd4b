import ApusCore

/// What the outputs of a layer see of the model's input.
public struct LayerField: Sendable, Hashable {
  /// The layer's name in the model.
  public let name: String
  /// The layer's output for one example: [axes…, channels].
  public let output: Shape
  /// The field along each axis of the input but the channels'.
  public let axes: [ReceptiveField]

  /// The field along the rows of the input: its last axis but one before the channels.
  public var rows: ReceptiveField { axes.dropLast().last ?? ReceptiveField() }
  /// The field along its columns: the last axis before the channels.
  public var columns: ReceptiveField { axes.last ?? ReceptiveField() }
}

/// What a model's layers see of its input, and where that cannot be said.
///
/// Where branches meet, an output sees what any of them saw, from the first element to the last.
///
/// Source: lecture S0:933, catalogue A11; Araujo, Norris & Sim 2019.
public struct ReceptiveFieldMap: Sendable, Hashable {
  /// A layer after which it is not known what outputs see.
  public struct End: Sendable, Hashable {
    /// The layer's name in the model.
    public let name: String
    /// Why, in a few words.
    public let reason: String
  }

  /// The layers of which it is known, in the model's order.
  public fileprivate(set) var fields: [LayerField] = []
  /// The first layers of which it is not.
  public fileprivate(set) var ends: [End] = []
}

extension Sequential {
  /// The receptive field after each layer, for examples of this shape: the
  /// ``ReceptiveFieldMap/fields`` of ``receptiveFieldMap(_:)``.
  public func receptiveFields(_ inputShape: Shape) -> [LayerField] {
    receptiveFieldMap(inputShape).fields
  }

  /// What each layer sees, for examples of this shape; layers within models that are layers count
  /// as its own.
  ///
  /// The fields end before the first layer whose outputs may see the whole input (flattening,
  /// global pooling, a softmax or a normalization over places, attention) or of which it cannot be
  /// known: one that changes the image's size other than by a window, or is made of windows
  /// otherwise joined.
  ///
  /// - Parameter inputShape: [height, width, channels]; [steps, channels] for sequences, [depth,
  ///   height, width, channels] for volumes. Traps where the model cannot take it.
  public func receptiveFieldMap(_ inputShape: Shape) -> ReceptiveFieldMap {
    var map = ReceptiveFieldMap()
    let axes = Array(repeating: ReceptiveField(), count: max(0, inputShape.rank - 1))
    _ = map.add(self, after: Seen(inputShape, .float32, axes), path: "")
    return map
  }
}

extension Model {
  /// The receptive field after each layer: the ``ReceptiveFieldMap/fields`` of
  /// ``receptiveFieldMap()``.
  public func receptiveFields() -> [LayerField] { receptiveFieldMap().fields }

  /// What each layer sees, as ``Sequential/receptiveFieldMap(_:)`` says it for a chain.
  ///
  /// Branches are joined by sums, products and their like, and by concatenation of channels; their
  /// strides must agree. Several inputs of the same extents count as one image; what depends on one
  /// of other extents than the first's is not said.
  public func receptiveFieldMap() -> ReceptiveFieldMap {
    var map = ReceptiveFieldMap()
    let first = inputShapes[0]
    let axes = Array(repeating: ReceptiveField(), count: max(0, first.rank - 1))
    let inputs = inputTypes.map { type -> Seen? in
      let shape = type.shape.removing(0)
      return shape.dropLast().elementsEqual(first.dropLast()) ? Seen(shape, type.dtype, axes) : nil
    }
    _ = map.add(self, after: inputs, path: "")
    return map
  }
}

/// A value that a layer gets: its type for one example, and what its places see.
private struct Seen {
  let shape: Shape
  let dtype: DType
  let axes: [ReceptiveField]

  init(_ shape: Shape, _ dtype: DType, _ axes: [ReceptiveField]) {
    (self.shape, self.dtype, self.axes) = (shape, dtype, axes)
  }

  /// The type of a batch of one.
  var type: TensorType { TensorType(shape.inserting(1, at: 0), dtype) }

  /// The extents between batch and channels.
  var extents: [Int] { Array(shape.dropLast()) }
}

extension ReceptiveFieldMap {
  /// Adds a layer, or the layers of a model; nil where it is not known what its outputs see.
  fileprivate mutating func add(_ layer: any Layer, after input: Seen, path: String) -> Seen? {
    switch layer {
    case let model as Sequential:
      return zip(model.layerNames, model.layers).reduce(input as Seen?) { value, entry in
        value.flatMap { add(.layer(entry.1), after: [$0], name: path + entry.0) }
      }
    case let model as Model where model.outputCount == 1:
      return add(model, after: [input], path: path)[0]
    default:
      return nil
    }
  }

  /// Adds a graph's layers; a value for each of its outputs.
  fileprivate mutating func add(_ model: Model, after inputs: [Seen?], path: String) -> [Seen?] {
    var values = inputs
    for step in model.steps {
      let known = step.inputs.compactMap { values[$0] }
      values.append(
        known.count == step.inputs.count
          ? add(step.operation, after: known, name: path + step.name) : nil)
    }
    return model.outputPlaces.map { values[$0] }
  }

  /// Adds one application of a layer.
  private mutating func add(
    _ operation: GraphNode.Operation, after inputs: [Seen], name: String
  ) -> Seen? {
    if case .layer(let layer) = operation, layer is Sequential || layer is Model {
      return add(layer, after: inputs[0], path: name + ".")
    }
    let type = operation.outputType(for: inputs.map(\.type))
    let output = type.shape.removing(0)
    switch axes(of: operation, inputs, output) {
    case .success(let axes):
      fields.append(LayerField(name: name, output: output, axes: axes))
      return Seen(output, type.dtype, axes)
    case .failure(let unknown):
      ends.append(End(name: name, reason: unknown.reason))
      return nil
    }
  }

  private struct Unknown: Error {
    let reason: String
  }

  private func axes(
    of operation: GraphNode.Operation, _ inputs: [Seen], _ output: Shape
  ) -> Result<[ReceptiveField], Unknown> {
    let input = inputs[0]
    if let layer = operation.module as? any WindowedLayer {
      guard layer.windows.count == input.axes.count else {
        return .failure(Unknown(reason: "its window has other axes than the input"))
      }
      var axes = input.axes
      for (axis, (window, padding)) in zip(layer.windows, layer.paddings).enumerated() {
        let amounts = window.amounts(of: padding, over: input.shape[axis])
        axes[axis].append(window, padding: amounts.before)
      }
      return .success(axes)
    }
    guard !input.axes.isEmpty,
      inputs.allSatisfy({ $0.extents.elementsEqual(output.dropLast()) })
    else { return .failure(Unknown(reason: "it rearranges or resizes the places")) }
    switch operation {
    case .merge(let layer):
      let joinsChannels = (layer as? Concatenate).map { [-1, output.rank].contains($0.axis) }
      guard joinsChannels ?? (layer is any ElementwiseMerge) else {
        return .failure(Unknown(reason: "it joins other places than those of its output"))
      }
      var axes = input.axes
      for other in inputs.dropFirst() {
        for axis in axes.indices {
          guard let both = axes[axis].joined(with: other.axes[axis]) else {
            return .failure(
              Unknown(
                reason:
                  """
                  its branches do not move alike: neighbours lie \(axes[axis].stride) and \
                  \(other.axes[axis].stride) apart
                  """
              ))
          }
          axes[axis] = both
        }
      }
      return .success(axes)
    case .layer(let layer):
      let mixes = ([layer] + layer.submodules).contains {
        $0 is any WindowedLayer || ($0 as? any PlaceMixingLayer)?.mixesPlaces(input.shape) == true
      }
      return mixes || layer is any ConvolutionLayer
        ? .failure(Unknown(reason: "its outputs may see everything")) : .success(input.axes)
    case .input:
      return .success(input.axes)
    }
  }
}
