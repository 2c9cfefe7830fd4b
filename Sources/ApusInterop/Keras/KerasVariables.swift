import ApusCore
import ApusNN

/// A variable that Keras keeps for a layer, and the parameter that is the same here.
struct KerasVariable {
  /// What Keras calls it, for messages.
  let name: String
  /// The layer within the layer that Keras keeps it in; nil for the layer itself.
  let part: String?
  /// The parameter; nil for what only Keras keeps, a number of examples.
  let parameter: Parameter?
  /// The shape that Keras gives it, of as many elements as the parameter's.
  let shape: Shape
  /// Whether Keras learns it: learned ones come first in a layer.
  let isTrainable: Bool

  init(
    _ name: String, _ parameter: Parameter?, part: String? = nil, shape: Shape? = nil,
    isTrainable: Bool = true
  ) {
    self.name = name
    self.part = part
    self.parameter = parameter
    self.shape = shape ?? parameter?.type?.shape ?? []
    self.isTrainable = isTrainable
  }
}

/// A layer with parameters that Keras has too, under the same name.
protocol KerasLayer: Module {
  /// Its variables in Keras's order. The layer must be built.
  var kerasVariables: [KerasVariable] { get }
}

/// Variables of those parameters that the layer has.
private func variables(_ named: (String, Parameter?)...) -> [KerasVariable] {
  named.compactMap { name, parameter in parameter.map { KerasVariable(name, $0) } }
}

extension Dense: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("kernel", $weight), ("bias", bias)) }
}

extension Embedding: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("embeddings", $table)) }
}

extension PReLU: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("alpha", $alpha)) }
}

// MARK: Convolutions

extension ConvolutionLayer {
  /// Kernels, whose axes are in Keras's order here too, and the bias.
  var kerasVariables: [KerasVariable] {
    zip(parts.kernels, kernels).map { KerasVariable("\($0.name) kernel", $1) }
      + (bias.map { [KerasVariable("bias", $0)] } ?? [])
  }
}

extension Conv1D: KerasLayer {}
extension Conv2D: KerasLayer {}
extension Conv3D: KerasLayer {}
extension Conv1DTranspose: KerasLayer {}
extension Conv2DTranspose: KerasLayer {}
extension Conv3DTranspose: KerasLayer {}
extension DepthwiseConv1D: KerasLayer {}
extension DepthwiseConv2D: KerasLayer {}
extension SeparableConv1D: KerasLayer {}
extension SeparableConv2D: KerasLayer {}

// MARK: Normalizations

extension BatchNormalization: KerasLayer {
  var kerasVariables: [KerasVariable] {
    variables(("gamma", gamma), ("beta", beta)) + [
      KerasVariable("moving mean", $movingMean, isTrainable: false),
      KerasVariable("moving variance", $movingVariance, isTrainable: false),
    ]
  }
}

extension LayerNormalization: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("gamma", gamma), ("beta", beta)) }
}

extension GroupNormalization: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("gamma", gamma), ("beta", beta)) }
}

extension RMSNormalization: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("scale", $gamma)) }
}

extension Normalization: KerasLayer {
  /// None where the layer's description states them.
  var kerasVariables: [KerasVariable] {
    if stated != nil { return [] }
    return [
      KerasVariable("mean", $mean, isTrainable: false),
      KerasVariable("variance", $variance, isTrainable: false),
      KerasVariable("count", nil, isTrainable: false),
    ]
  }
}

// MARK: Attention

extension Attention: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("scale", scale)) }
}

extension AdditiveAttention: KerasLayer {
  var kerasVariables: [KerasVariable] { variables(("scale", scale)) }
}

extension MultiHeadAttention: KerasLayer {
  /// Four dense layers; Keras gives the heads an axis of their own.
  var kerasVariables: [KerasVariable] {
    func split(_ extent: Int) -> [Int] { [heads, extent / heads] }
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
