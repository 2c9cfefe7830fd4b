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
    zip(parts.kernels, kernels).map { KerasVariable("\($0.name) kernel", $1) }
      + KerasVariable.list(("bias", bias))
  }
}

extension KerasRule {
  /// A convolution over `rank` axes, with these settings besides.
  fileprivate static func convolution(
    _ rank: Int, _ own: [KerasSetting], earlierName: String? = nil, hasGroups: Bool = false
  ) -> KerasRule {
    KerasRule(
      [
        KerasSetting("kernel_size", "kernel", .extents(rank)),
        KerasSetting("strides", nil, .extents(rank)),
        KerasSetting("dilation_rate", "dilation", .extents(rank)),
        KerasSetting("padding", nil, .padding), .activation, "use_bias",
      ] + own, earlierNames: earlierName.map { [$0] } ?? [],
      fixed: hasGroups ? [:] : ["groups": [1]])
  }

  fileprivate static func standard(_ rank: Int) -> KerasRule {
    convolution(
      rank, ["filters", "groups"], earlierName: "Convolution\(rank)D", hasGroups: true)
  }

  fileprivate static func transposed(_ rank: Int) -> KerasRule {
    convolution(
      rank, ["filters", KerasSetting("output_padding", nil, .extents(rank))],
      earlierName: "Convolution\(rank)DTranspose")
  }
}

extension Conv1D: KerasLayer {
  static var keras: KerasRule { .standard(1) }
}

extension Conv2D: KerasLayer {
  static var keras: KerasRule { .standard(2) }
}

extension Conv3D: KerasLayer {
  static var keras: KerasRule { .standard(3) }
}

extension Conv1DTranspose: KerasLayer {
  static var keras: KerasRule { .transposed(1) }
}

extension Conv2DTranspose: KerasLayer {
  static var keras: KerasRule { .transposed(2) }
}

extension Conv3DTranspose: KerasLayer {
  static var keras: KerasRule { .transposed(3) }
}

extension DepthwiseConv1D: KerasLayer {
  static var keras: KerasRule { .convolution(1, ["depth_multiplier"]) }
}

extension DepthwiseConv2D: KerasLayer {
  static var keras: KerasRule { .convolution(2, ["depth_multiplier"]) }
}

extension SeparableConv1D: KerasLayer {
  static var keras: KerasRule { .convolution(1, ["filters", "depth_multiplier"]) }
}

extension SeparableConv2D: KerasLayer {
  static var keras: KerasRule { .convolution(2, ["filters", "depth_multiplier"]) }
}
