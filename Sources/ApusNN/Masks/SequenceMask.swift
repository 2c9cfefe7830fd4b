import ApusCore

/// A layer that says which times of a sequence count, so that layers after it leave padding out.
///
/// ``Sequential`` and ``Model`` pass masks from layer to layer: [batch, time], bool, false for
/// padding. ``Embedding`` with `maskZero` and ``Masking`` make them; ``MaskTakingLayer``s go by
/// them; layers that treat every time by itself pass them on (``MaskPassingLayer``); all
/// others end them. Losses of sequences leave masked times out. Source: Keras 3, masking and
/// padding.
public protocol MaskMakingLayer: Layer {
  /// Whether it makes a mask with its settings; true unless a layer says otherwise.
  var makesMask: Bool { get }

  /// The mask of the output for this input; nil where all times count.
  func mask(for input: Tensor) -> Tensor?
}

extension MaskMakingLayer {
  /// True.
  public var makesMask: Bool { true }
}

/// A layer that leaves masked times of its input out of account.
public protocol MaskTakingLayer: Layer {
  /// Whether the output has the input's times, and so its mask.
  var passesMask: Bool { get }

  /// The output where `mask`, [batch, time], is false for padding.
  func callAsFunction(_ input: Tensor, mask: Tensor) -> Tensor
}

/// A layer whose output has its input's times, each made of the same time alone: the mask stays
/// what it is.
public protocol MaskPassingLayer: Layer {}

/// A layer of several inputs that goes by their masks.
public protocol MaskTakingMerge: MergeLayer {
  /// The output, and its mask, for inputs some of which have masks.
  func callAsFunction(_ inputs: [Tensor], masks: [Tensor?]) -> (output: Tensor, mask: Tensor?)
}

/// A value in a model, and which of its times count.
typealias Masked = (value: Tensor, mask: Tensor?)

extension Layer {
  /// The output and its mask for an input with a mask.
  func masked(_ input: Masked) -> Masked {
    switch self {
    case let chain as Sequential: return chain.run(input)
    case let graph as Model where graph.inputCount == 1 && graph.outputCount == 1:
      return graph.masked([input])[0]
    default: break
    }
    var output = input
    if let layer = self as? any MaskTakingLayer, let mask = input.mask {
      output.value = layer(input.value, mask: mask)
      if !layer.passesMask { output.mask = nil }
    } else {
      output.value = self(input.value)
      if !(self is any MaskPassingLayer) { output.mask = nil }
    }
    if let layer = self as? any MaskMakingLayer, let made = layer.mask(for: input.value) {
      output.mask = input.mask.map { $0 .& made } ?? made
    }
    return output
  }

  /// Whether a mask may arise in the model.
  package var makesMasks: Bool {
    ([self] + submodules).contains { ($0 as? any MaskMakingLayer)?.makesMask ?? false }
  }

  /// The output and the mask of its times; nil where all count.
  package func outputAndMask(_ input: Tensor) -> (output: Tensor, mask: Tensor?) {
    makesMasks ? masked((input, nil)) : (self(input), nil)
  }
}

extension GraphNode.Operation {
  /// The output and its mask for inputs with masks.
  func masked(_ inputs: [Masked]) -> Masked {
    switch self {
    case .input: return inputs[0]
    case .layer(let layer): return layer.masked(inputs[0])
    case .merge(let layer):
      let values = inputs.map(\.value)
      guard inputs.contains(where: { $0.mask != nil }) else { return (layer(values), nil) }
      if let layer = layer as? any MaskTakingMerge {
        let (value, mask) = layer(values, masks: inputs.map(\.mask))
        return (value, mask)
      }
      return (layer(values), nil)
    }
  }
}

// MARK: Layers that take masks

extension MultiHeadAttention: MaskTakingLayer, MaskTakingMerge {
  /// True.
  public var passesMask: Bool { true }

  /// The attention of a sequence to those of its times that count.
  public func callAsFunction(_ input: Tensor, mask: Tensor) -> Tensor {
    self(input, value: nil, paddingMask: mask)
  }

  /// The attention to those keys that count; the output has the query's mask.
  public func callAsFunction(
    _ inputs: [Tensor], masks: [Tensor?]
  ) -> (output: Tensor, mask: Tensor?) {
    guard inputs.count > 1, inputs.count < 4, let mask = masks[1] ?? masks.last ?? nil else {
      return (self(inputs), masks[0])
    }
    return (
      self(inputs[0], value: inputs[1], key: inputs.count > 2 ? inputs[2] : nil, paddingMask: mask),
      masks[0]
    )
  }
}

extension TransformerEncoderBlock: MaskTakingLayer {
  /// True.
  public var passesMask: Bool { true }

  /// The output where attention leaves masked times out.
  public func callAsFunction(_ input: Tensor, mask: Tensor) -> Tensor {
    self(input, paddingMask: mask)
  }
}

extension TransformerDecoderBlock: MaskTakingMerge {
  /// The output where attention leaves masked times of target and memory out; its mask is the
  /// target's.
  public func callAsFunction(
    _ inputs: [Tensor], masks: [Tensor?]
  ) -> (output: Tensor, mask: Tensor?) {
    require(inputs.count == 2, "TransformerDecoderBlock: \(inputs.count) inputs; it needs two")
    return (
      self(inputs[0], memory: inputs[1], paddingMask: masks[0], memoryPaddingMask: masks[1]),
      masks[0]
    )
  }
}

extension Attention: MaskTakingMerge {
  /// The attention to those values that count; the output is 0, and masked, where the query is.
  public func callAsFunction(
    _ inputs: [Tensor], masks: [Tensor?]
  ) -> (output: Tensor, mask: Tensor?) {
    let output = self(inputs, mask: nil, paddingMask: masks.count > 1 ? masks[1] : nil)
    return (masks[0].map { output.zeroed(where: $0) } ?? output, masks[0])
  }
}

extension AdditiveAttention: MaskTakingMerge {
  /// The attention to those values that count; the output is 0, and masked, where the query is.
  public func callAsFunction(
    _ inputs: [Tensor], masks: [Tensor?]
  ) -> (output: Tensor, mask: Tensor?) {
    let output = withWeights(inputs, paddingMask: masks.count > 1 ? masks[1] : nil).output
    return (masks[0].map { output.zeroed(where: $0) } ?? output, masks[0])
  }
}

/// Where all of the masks that there are hold.
func commonMask(_ masks: [Tensor?]) -> Tensor? {
  let known = masks.compactMap { $0 }
  return known.dropFirst().reduce(known.first) { mask, other in mask.map { $0 .& other } }
}

extension Tensor {
  /// 0 at the times [batch, time] where `mask` is false.
  func zeroed(where mask: Tensor) -> Tensor {
    let ones = [Int](repeating: 1, count: rank - mask.rank)
    return select(mask.reshaped(to: mask.shape.array + ones), self, 0)
  }
}
