import ApusNN

extension KerasLayerKind {
  /// The layers that can be imported.
  static let all: [KerasLayerKind] = {
    let sizes = 1...3
    var kinds = [
      KerasLayerKind(
        "Dense",
        [
          ("units", "units", .same), ("activation", "activation", .activation),
          ("use_bias", "useBias", .same),
        ]),
      KerasLayerKind(
        "Embedding",
        [("input_dim", "inputDim", .same), ("output_dim", "outputDim", .same)]),
      KerasLayerKind("Activation", [("activation", "function", .activation)]),
      KerasLayerKind("Flatten"),
      KerasLayerKind("Dropout", [("rate", "rate", .same)]),
      KerasLayerKind("SpatialDropout1D", [("rate", "rate", .same)]),
      KerasLayerKind("SpatialDropout2D", [("rate", "rate", .same)]),
      KerasLayerKind("AlphaDropout", [("rate", "rate", .same)]),
      KerasLayerKind("GaussianDropout", [("rate", "rate", .same)]),
      KerasLayerKind("GaussianNoise", [("stddev", "standardDeviation", .same)]),
      KerasLayerKind(
        "ReLU",
        [
          ("max_value", "maxValue", .same), ("negative_slope", "negativeSlope", .same),
          ("threshold", "threshold", .same),
        ]),
      KerasLayerKind(
        "LeakyReLU",
        [("negative_slope", "negativeSlope", .same), ("alpha", "negativeSlope", .same)]),
      KerasLayerKind("ELU", [("alpha", "alpha", .same)]),
      KerasLayerKind("PReLU", [("shared_axes", "sharedAxes", .integers)]),
      KerasLayerKind("Softmax", [("axis", "axis", .integer)]),
      KerasLayerKind("Reshape", [("target_shape", "target", .integers)]),
      KerasLayerKind("Permute", [("dims", "order", .integers)]),
      KerasLayerKind("RepeatVector", [("n", "count", .same)]),
      KerasLayerKind("Rescaling", [("scale", "scale", .same), ("offset", "offset", .same)]),
      KerasLayerKind("Concatenate", [("axis", "axis", .integer)]),
      KerasLayerKind("Dot", [("axes", "axes", .extents(2)), ("normalize", "normalize", .same)]),
    ]
    kinds += ["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"].map {
      KerasLayerKind($0)
    }
    kinds += normalizations + attentions
    kinds += sizes.flatMap { convolutions(rank: $0) + poolings(rank: $0) }
    return kinds
  }()

  private static let normalizations: [KerasLayerKind] = {
    let scaling: [Setting] = [
      ("epsilon", "epsilon", .same), ("center", "center", .same), ("scale", "scale", .same),
    ]
    return [
      KerasLayerKind(
        "BatchNormalization",
        scaling + [("axis", "axis", .integer), ("momentum", "momentum", .same)]),
      KerasLayerKind("LayerNormalization", scaling + [("axis", "axes", .integers)]),
      KerasLayerKind(
        "GroupNormalization", scaling + [("axis", "axis", .integer), ("groups", "groups", .same)]),
      KerasLayerKind(
        "RMSNormalization", [("axis", "axes", .integers), ("epsilon", "epsilon", .same)]),
      KerasLayerKind("UnitNormalization", [("axis", "axes", .integers)]),
      KerasLayerKind(
        "Normalization",
        [
          ("axis", "axes", .axes), ("invert", "invert", .same), ("mean", "mean", .numbers),
          ("variance", "variance", .numbers),
        ]),
    ]
  }()

  private static let attentions: [KerasLayerKind] = [
    KerasLayerKind(
      "MultiHeadAttention",
      [
        ("num_heads", "heads", .same), ("key_dim", "keyDim", .same),
        ("value_dim", "valueDim", .same), ("output_shape", "outputDim", .integer),
        ("dropout", "dropout", .same), ("use_bias", "useBias", .same),
      ], fixed: ["attention_axes": [[1]], "flash_attention": [true]]),
    KerasLayerKind(
      "Attention", [("use_scale", "useScale", .same), ("dropout", "dropout", .same)],
      fixed: ["score_mode": ["dot"]]),
    KerasLayerKind(
      "AdditiveAttention", [("use_scale", "useScale", .same), ("dropout", "dropout", .same)]),
  ]

  private static func convolutions(rank: Int) -> [KerasLayerKind] {
    let window: [Setting] = [
      ("kernel_size", "kernel", .extents(rank)), ("strides", "strides", .extents(rank)),
      ("dilation_rate", "dilation", .extents(rank)), ("padding", "padding", .padding),
      ("activation", "activation", .activation), ("use_bias", "useBias", .same),
    ]
    let filters: Setting = ("filters", "filters", .same)
    let multiplier: Setting = ("depth_multiplier", "depthMultiplier", .same)
    let groups: [String: [ConfigurationValue]] = ["groups": [1]]
    var kinds = [
      KerasLayerKind("Conv\(rank)D", window + [filters, ("groups", "groups", .same)]),
      KerasLayerKind(
        "Conv\(rank)DTranspose",
        window + [filters, ("output_padding", "outputPadding", .extents(rank))], fixed: groups),
    ]
    if rank < 3 {
      kinds.append(KerasLayerKind("DepthwiseConv\(rank)D", window + [multiplier], fixed: groups))
      kinds.append(
        KerasLayerKind("SeparableConv\(rank)D", window + [filters, multiplier], fixed: groups))
    }
    // Names of Keras 2's configurations.
    let short = kinds.filter { $0.keras.hasPrefix("Conv") }.map { kind in
      KerasLayerKind(
        "Convolution" + kind.keras.dropFirst(4), as: kind.apus, kind.settings, fixed: kind.fixed)
    }
    return kinds + short
  }

  private static func poolings(rank: Int) -> [KerasLayerKind] {
    var kinds: [KerasLayerKind] = []
    for name in ["Max", "Average"] {
      kinds.append(
        KerasLayerKind(
          "\(name)Pooling\(rank)D",
          [
            ("pool_size", "window", .extents(rank)), ("strides", "strides", .extents(rank)),
            ("padding", "padding", .padding),
          ]))
      kinds.append(
        KerasLayerKind("Global\(name)Pooling\(rank)D", [("keepdims", "keepDimensions", .same)]))
    }
    let interpolation: [Setting] = [("interpolation", "interpolation", .same)]
    kinds.append(
      KerasLayerKind(
        "UpSampling\(rank)D",
        // Keras repeats elements along sequences and volumes, and has no setting for it.
        [("size", "factors", .extents(rank))] + (rank == 2 ? interpolation : [])))
    kinds.append(KerasLayerKind("ZeroPadding\(rank)D", [("padding", "margins", .margins(rank))]))
    kinds.append(KerasLayerKind("Cropping\(rank)D", [("cropping", "margins", .margins(rank))]))
    return kinds
  }
}
