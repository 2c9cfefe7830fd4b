import ApusCore
import ApusNN

extension KerasLayers {
  static let attentions: [any KerasLayer.Type] = [
    Attention.self, AdditiveAttention.self, MultiHeadAttention.self,
  ]
}

extension Attention: KerasLayer {
  static var keras: KerasRule {
    KerasRule(settings: ["use_scale", "dropout"], fixed: ["score_mode": ["dot"]])
  }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("scale", scale)) }
}

extension AdditiveAttention: KerasLayer {
  static var keras: KerasRule { KerasRule(settings: ["use_scale", "dropout"]) }
  var kerasVariables: [KerasVariable] { KerasVariable.list(("scale", scale)) }
}

extension MultiHeadAttention: KerasLayer {
  static var keras: KerasRule {
    KerasRule(
      settings: [
        KerasSetting("num_heads", "heads"), "key_dim", "value_dim",
        KerasSetting("output_shape", "outputDim", .integer), "dropout", "use_bias",
      ], fixed: ["attention_axes": [[1]], "flash_attention": [true]], takesInputTwice: true)
  }

  /// The variables of four dense layers. Keras stores the heads along a separate axis.
  var kerasVariables: [KerasVariable] {
    func split(_ extent: Int) -> [Int] { [settings.heads, extent / settings.heads] }
    let projections: [(part: String, weight: Parameter, bias: Parameter?, isOutput: Bool)] = [
      ("query_dense", $queryWeight, queryBias, false), ("key_dense", $keyWeight, keyBias, false),
      ("value_dense", $valueWeight, valueBias, false),
      ("output_dense", $outputWeight, outputBias, true),
    ]
    return projections.flatMap { part, weight, bias, isOutput -> [KerasVariable] in
      guard let shape = weight.type?.shape else { return [] }
      let extents =
        isOutput ? split(shape[0]) + [shape[1]] : [shape[0]] + split(shape[1])
      let kernel = KerasVariable("\(part) kernel", weight, part: part, shape: Shape(extents))
      guard let bias else { return [kernel] }
      let biasShape = isOutput ? Shape([shape[1]]) : Shape(split(shape[1]))
      return [kernel, KerasVariable("\(part) bias", bias, part: part, shape: biasShape)]
    }
  }
}
