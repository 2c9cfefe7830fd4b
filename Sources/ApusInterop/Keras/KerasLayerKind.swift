import ApusData
import ApusNN

/// A layer of Keras, the layer here that does the same, and which settings are which.
struct KerasLayerKind: Sendable {
  /// How a setting's value changes.
  enum Form: Equatable, Sendable {
    /// It stays.
    case same
    /// A name in Keras's spelling, `log_softmax`.
    case activation
    /// A name for how a window passes over the ends; here there may be numbers instead.
    case padding
    /// Whole numbers for each axis, or one for all of so many.
    case extents(Int)
    /// One whole number, also in a list of one.
    case integer
    /// Whole numbers, also one alone.
    case integers
    /// The same, none for null.
    case axes
    /// Numbers before and after each of so many axes: pairs, one number for both, or one for all.
    case margins(Int)
  }

  typealias Setting = (keras: String, apus: String, form: Form)

  let keras: String
  let apus: String
  let settings: [Setting]
  /// Settings that must be so where they are there.
  let fixed: [String: [ConfigurationValue]]

  init(
    _ keras: String, as apus: String? = nil, _ settings: [Setting] = [],
    fixed: [String: [ConfigurationValue]] = [:]
  ) {
    self.keras = keras
    self.apus = apus ?? keras
    self.settings = settings
    self.fixed = fixed
  }

  /// The layer here that `layer` describes.
  ///
  /// - Throws: ``FileError`` about `path` for a layer or setting that this library does not have.
  static func configuration(
    of layer: KerasObject, named name: String, path: String
  ) throws -> LayerConfiguration {
    func refused(_ what: String) -> FileError {
      FileError(
        path, "layer \(quoted(name)): \(what); build the model here and load its weights")
    }
    guard let kind = byName[layer.className] else {
      throw refused("Keras's \(quoted(layer.className)) cannot be imported")
    }
    var options: [String: ConfigurationValue] = [:]
    var rest = layer.settings.filter { !isPassedOver($0.key) }
    for setting in kind.settings {
      guard let value = rest.removeValue(forKey: setting.keras) else { continue }
      if value == .null, setting.form != .axes { continue }
      guard let converted = setting.form.converted(value) else {
        throw refused("its setting \(setting.keras) is \(value.description.prefix(60))")
      }
      options[setting.apus] = converted
    }
    for (key, value) in rest.sorted(by: { $0.key < $1.key }) {
      let allowed = common[key] ?? kind.fixed[key] ?? []
      guard value == .null || value == .flag(false) || allowed.contains(value) else {
        throw refused(
          "its setting \(key) is \(value.description.prefix(60)), which is not known here")
      }
    }
    return LayerConfiguration(type: kind.apus, name: name, options: options)
  }

  /// Whether a setting here matters to training only.
  static func isOfTraining(_ key: String) -> Bool {
    ["Initializer", "Regularizer", "Constraint"].contains { key.hasSuffix($0) }
  }

  /// Settings of training, and what says nothing of the function.
  private static func isPassedOver(_ key: String) -> Bool {
    ["_initializer", "_regularizer", "_constraint"].contains { key.hasSuffix($0) }
      || [
        "name", "trainable", "dtype", "seed", "batch_input_shape", "input_length", "synchronized",
        "renorm_momentum", "fused", "implementation",
      ].contains(key)
  }

  /// Settings that many layers have, and the values that are the only ones here.
  private static let common: [String: [ConfigurationValue]] = [
    "data_format": ["channels_last"], "quantization_config": [], "noise_shape": [],
    "supports_masking": [true], "lora_rank": [],
  ]

  static let byName = Dictionary(all.map { ($0.keras, $0) }) { first, _ in first }
  /// By this library's names; of several names in Keras the newest.
  static let byOwnName = Dictionary(all.map { ($0.apus, $0) }) { first, _ in first }
}

extension KerasLayerKind.Form {
  /// The value here; nil where it is none of this form.
  func converted(_ value: ConfigurationValue) -> ConfigurationValue? {
    switch self {
    case .same: return value
    case .integer: return value.integerValue.map { .integer($0) }
    case .padding: return value.textValue.map { .text($0) }
    case .axes where value == .null: return .list([])
    case .integers, .axes:
      return value.elements == nil ? value.integerValue.map { [.integer($0)] } : value
    case .extents(let rank):
      if case .integer = value { return .list([ConfigurationValue](repeating: value, count: rank)) }
      return value
    case .activation:
      guard let name = value.textValue else { return nil }
      let own = KerasLayerKind.activation(name)
      return ActivationFunction(named: own) == nil ? nil : .text(own)
    case .margins(let rank):
      if case .integer = value {
        return .list([ConfigurationValue](repeating: value, count: 2 * rank))
      }
      guard let elements = value.elements else { return nil }
      if rank == 1 { return value }
      return .list(elements.flatMap { $0.elements ?? [$0, $0] })
    }
  }

  /// Keras's value for one here; nil where it has none.
  func kerasValue(_ value: ConfigurationValue) -> ConfigurationValue? {
    switch self {
    case .same, .integer, .integers: return value
    // Not every layer of sequences takes a list of one.
    case .extents(let rank):
      return rank == 1 ? value.integerValue.map { .integer($0) } ?? value : value
    case .padding: return value.textValue.map { .text($0) }
    case .axes: return value == [] ? .null : value
    case .activation:
      return value.textValue.flatMap { KerasLayerKind.kerasActivation($0) }.map { .text($0) }
    case .margins(let rank):
      guard let elements = value.elements, elements.count == 2 * rank else { return nil }
      if rank == 1 { return value }
      return .list(
        stride(from: 0, to: 2 * rank, by: 2).map { .list([elements[$0], elements[$0 + 1]]) })
    }
  }
}

extension KerasLayerKind {
  /// The activation functions that Keras has by name.
  private static let activations = [
    "linear", "relu", "relu6", "sigmoid", "tanh", "softmax", "log_softmax", "softplus", "softsign",
    "selu", "elu", "celu", "exponential", "gelu", "silu", "mish", "leaky_relu", "hard_sigmoid",
    "hard_silu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink", "log_sigmoid", "glu",
    "sparsemax", "sparse_plus", "sparse_sigmoid", "squareplus",
  ]

  /// Keras's name of an activation function of this library; nil where it has none without numbers of its own.
  fileprivate static func kerasActivation(_ name: String) -> String? {
    guard let function = ActivationFunction(named: name) else { return nil }
    return activations.first { ActivationFunction(named: activation($0)) == function }
  }

  /// This library's name of an activation function of Keras.
  fileprivate static func activation(_ name: String) -> String {
    let others = [
      "leaky_relu": "leakyReLU(0.2)", "hard_swish": "hardSilu", "swish": "silu",
    ]
    if let other = others[name] { return other }
    let words = name.split(separator: "_")
    return words.prefix(1).joined()
      + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

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
      KerasLayerKind("Normalization", [("axis", "axes", .axes), ("invert", "invert", .same)]),
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
