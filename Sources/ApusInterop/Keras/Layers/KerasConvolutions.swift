import ApusNN

extension KerasLayers {
  static let convolutions: [any KerasLayer.Type] = [
    Conv1D.self, Conv2D.self, Conv3D.self, Conv1DTranspose.self, Conv2DTranspose.self,
    Conv3DTranspose.self, DepthwiseConv1D.self, DepthwiseConv2D.self, SeparableConv1D.self,
    SeparableConv2D.self,
  ]
}

extension KerasLayer where Self: ConvolutionLayer {
  /// Kernels, whose axes are in Keras's order here too, and the bias.
  var kerasVariables: [KerasVariable] {
    zip(Configuration.kernelNames, kernels).map { KerasVariable("\($0) kernel", $1) }
      + KerasVariable.list(("bias", bias))
  }

  /// The settings of all convolutions over `rank` axes, and these. Keras 2 spells the name out.
  fileprivate static func rule(_ rank: Int, _ own: [KerasSetting]) -> KerasRule {
    KerasRule(
      settings: [
        KerasSetting("kernel_size", "kernel", .extents(rank)),
        KerasSetting("strides", nil, .extents(rank)),
        KerasSetting("dilation_rate", "dilation", .extents(rank)),
        KerasSetting("padding", nil, .padding), .activation, "use_bias",
      ] + own,
      earlierNames: typeName.hasPrefix("Conv") ? ["Convolution\(typeName.dropFirst(4))"] : [],
      fixed: ["groups": [1]])
  }
}

extension KerasLayer where Self: StandardConvolution {
  static var keras: KerasRule { rule(Padding.rank, ["filters", "groups"]) }
}

extension KerasLayer where Self: TransposedConvolution {
  static var keras: KerasRule {
    let rank = Padding.rank
    return rule(rank, ["filters", KerasSetting("output_padding", nil, .extents(rank))])
  }
}

extension KerasLayer where Self: DepthwiseConvolution {
  static var keras: KerasRule { rule(Padding.rank, ["depth_multiplier"]) }
}

extension KerasLayer where Self: SeparableConvolution {
  static var keras: KerasRule { rule(Padding.rank, ["filters", "depth_multiplier"]) }
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
