import ApusCore
import Testing

@testable import ApusNN

/// Attention, its layers and transformer blocks against PyTorch and Keras.
@Suite struct GoldenAttentionTests {
  static let cases = (try? GoldenCase.cases("attention")) ?? []

  @Test func theFixturesAreThere() { #expect(Self.cases.count == 30) }

  /// A case's inputs, and the masks behind them.
  private struct Call {
    var inputs: [Tensor]
    var mask: Tensor?
    var padding: Tensor?

    init(_ example: GoldenCase, count: Int, _ dtype: DType) throws {
      let all = try #require(example.inputs).map(\.tensor)
      inputs = all.prefix(count).map { $0.cast(to: dtype) }
      var rest = Array(all.dropFirst(count))
      if example.setting("padding")?.flag == true { padding = rest.popLast() }
      mask = rest.popLast().map { $0.dtype == .bool ? $0 : $0.cast(to: dtype) }
    }
  }

  /// Ten digits of what was computed in float64.
  private func tolerance(_ dtype: DType, _ example: GoldenCase) -> Double {
    dtype == .float64 && example.outputs?[0].type == "float64" ? 1e-9 : 1e-5
  }

  @Test(
    arguments: cases.filter { $0.kind == "scaledDotProductAttention" }, [DType.float32, .float64])
  func attentionMatchesPyTorch(_ example: GoldenCase, _ dtype: DType) throws {
    let call = try Call(example, count: 3, dtype)
    func attention(_ x: [Tensor]) -> Tensor {
      scaledDotProductAttention(
        x[0], x[1], x[2], mask: call.mask, paddingMask: call.padding,
        isCausal: example.setting("isCausal")?.flag == true,
        scale: example.setting("scale")?.number)
    }
    let wanted = try #require(example.outputs)[0].tensor
    expectClose(attention(call.inputs), wanted, tolerance(dtype, example), "output")
    let weights = try #require(example.outputGradients?[0]).tensor.cast(to: dtype)
    let gradients = gradient(at: call.inputs) { (attention($0) * weights).sum() }
    for (position, gradient) in gradients.enumerated() {
      let wanted = try #require(example.inputGradients?[position]).tensor
      expectClose(gradient, wanted, tolerance(dtype, example), "gradient of input \(position)")
    }
  }

  /// Queries, keys and values side by side give what they give apart.
  @Test(
    arguments: cases.filter {
      guard $0.kind == "scaledDotProductAttention", let inputs = $0.inputs else { return false }
      return inputs[0].shape == inputs[1].shape && inputs[1].shape == inputs[2].shape
    })
  func packedMatchesPyTorch(_ example: GoldenCase) throws {
    let call = try Call(example, count: 3, .float32)
    let packed = Tensor.stacked(call.inputs, axis: 2)
    func attention(_ x: Tensor) -> Tensor {
      scaledDotProductAttention(
        packed: x, mask: call.mask, paddingMask: call.padding,
        isCausal: example.setting("isCausal")?.flag == true,
        scale: example.setting("scale")?.number)
    }
    expectClose(attention(packed), try #require(example.outputs)[0].tensor, 1e-5, "output")
    let weights = try #require(example.outputGradients?[0]).tensor.cast(to: .float32)
    let slope = gradient(at: packed) { (attention($0) * weights).sum() }
    let wanted = try #require(example.inputGradients).prefix(3).compactMap { $0?.tensor }
    expectClose(slope, Tensor.stacked(wanted, axis: 2), 1e-5, "gradient")
  }

  private func layer(_ example: GoldenCase) throws -> any Module {
    var settings = example.config ?? [:]
    settings["padding"] = nil
    return try LayerRegistry.standard.make(
      LayerConfiguration(type: example.kind, options: settings))
  }

  private func output(_ layer: any Module, _ x: [Tensor], _ call: Call) -> Tensor {
    switch layer {
    case let layer as MultiHeadAttention:
      layer(x[0], value: x.count > 1 ? x[1] : nil, paddingMask: call.padding)
    case let layer as TransformerEncoderBlock: layer(x[0], paddingMask: call.padding)
    case let layer as TransformerDecoderBlock: layer(x)
    case let layer as Attention: layer(x, mask: nil, paddingMask: call.padding)
    case let layer as AdditiveAttention: layer.withWeights(x, paddingMask: call.padding).output
    default: fatalError("not a layer with attention")
    }
  }

  @Test(
    arguments: cases.filter { $0.kind != "scaledDotProductAttention" }, [DType.float32, .float64])
  func layersMatch(_ example: GoldenCase, _ dtype: DType) throws {
    let masks = example.setting("padding")?.flag == true ? 1 : 0
    let call = try Call(example, count: try #require(example.inputs).count - masks, dtype)
    let layer = try layer(example)
    // The first call declares the parameters.
    _ = output(layer, call.inputs, call)
    let named = layer.namedParameters
    #expect(Set(named.map(\.name)) == Set(try #require(example.parameters).keys))
    for (name, parameter) in named {
      let value = try #require(example.parameters?[name]).tensor.cast(to: dtype)
      parameter.wrappedValue = value.reshaped(to: try #require(parameter.type).shape)
    }
    let wanted = try #require(example.outputs)[0].tensor
    expectClose(output(layer, call.inputs, call), wanted, tolerance(dtype, example), "output")
    let weights = try #require(example.outputGradients?[0]).tensor.cast(to: dtype)
    let gradients = gradient(at: call.inputs) { (output(layer, $0, call) * weights).sum() }
    for (position, gradient) in gradients.enumerated() {
      let wanted = try #require(example.inputGradients?[position]).tensor
      expectClose(gradient, wanted, tolerance(dtype, example), "gradient of input \(position)")
    }
    let (_, slopes) = valueAndGradient(at: named.map(\.parameter)) {
      (output(layer, call.inputs, call) * weights).sum()
    }
    // A key's bias shifts all scores of a query alike: its gradient is 0 but for rounding.
    for (entry, slope) in zip(named, slopes) where !entry.name.hasSuffix("keyBias") {
      let wanted = try #require(example.parameterGradients?[entry.name]).tensor
      expectClose(
        slope.reshaped(to: wanted.shape), wanted, tolerance(dtype, example),
        "gradient of \(entry.name)")
    }
  }
}
