import ApusCore

@testable import ApusNN

/// The layer that a fixture names as Keras does; nil for what this library does not have.
func goldenLayer(_ kind: String, _ config: [String: ConfigurationValue]) -> (any Module)? {
  let padding: Padding2D = config["padding"]?.text == "same" ? .same : .valid
  func activation() -> ActivationFunction? {
    guard let name = config["activation"]?.text else { return .linear }
    return ActivationFunction(named: kerasActivations[name] ?? name)
  }
  switch kind {
  case "Dense":
    guard let units = config["units"]?.integer, let activation = activation() else { return nil }
    return Dense(units, activation: activation, useBias: config["useBias"]?.flag ?? true)
  case "Conv2D":
    guard let filters = config["filters"]?.integer, let kernel = config["kernelSize"]?.pair,
      let activation = activation()
    else { return nil }
    return Conv2D(
      filters, kernel: kernel, strides: config["strides"]?.pair ?? (1, 1), padding: padding,
      dilation: config["dilationRate"]?.pair ?? (1, 1), groups: config["groups"]?.integer ?? 1,
      activation: activation,
      useBias: config["useBias"]?.flag ?? true)
  case "MaxPooling2D":
    return MaxPooling2D(
      config["poolSize"]?.pair ?? (2, 2), strides: config["strides"]?.pair, padding: padding)
  case "AveragePooling2D":
    return AveragePooling2D(
      config["poolSize"]?.pair ?? (2, 2), strides: config["strides"]?.pair, padding: padding)
  case "GlobalMaxPooling2D":
    return GlobalMaxPooling2D(keepDimensions: config["keepdims"]?.flag ?? false)
  case "GlobalAveragePooling2D":
    return GlobalAveragePooling2D(keepDimensions: config["keepdims"]?.flag ?? false)
  case "Flatten": return Flatten()
  case "Reshape": return config["targetShape"]?.integers.map { Reshape($0) }
  case "Add": return Add()
  case "Concatenate": return Concatenate(axis: config["axis"]?.integer ?? -1)
  case "Activation": return activation().map { Activation($0) }
  case "Dropout": return Dropout(config["rate"]?.number ?? 0)
  case "BatchNormalization", "BatchNormalizationSequence":
    return BatchNormalization(
      axis: config["axis"]?.integer ?? -1, momentum: config["momentum"]?.number ?? 0.99,
      epsilon: config["epsilon"]?.number ?? 1e-3, center: config["center"]?.flag ?? true,
      scale: config["scale"]?.flag ?? true)
  default: return nil
  }
}

private let kerasActivations = [
  "hard_shrink": "hardShrink", "hard_sigmoid": "hardSigmoid", "hard_silu": "hardSilu",
  "hard_swish": "hardSilu", "hard_tanh": "hardTanh", "leaky_relu": "leakyReLU",
  "log_sigmoid": "logSigmoid", "log_softmax": "logSoftmax", "soft_shrink": "softShrink",
  "sparse_plus": "sparsePlus", "sparse_sigmoid": "sparseSigmoid", "swish": "silu",
  "tanh_shrink": "tanhShrink",
]

func goldenOptimizer(_ kind: String, _ config: [String: ConfigurationValue]) throws -> any Optimizer
{
  var options = config
  // Keras writes numbers such as 1 and 0 as whole numbers where ours may be either.
  options["weightDecay"] = config["weightDecay"] ?? .null
  if kind == "AdamW", config["weightDecay"] == nil { options["weightDecay"] = 0.004 }
  return try OptimizerConfiguration(name: kind, options: options).makeOptimizer()
}

func goldenLoss(
  _ kind: String, _ config: [String: ConfigurationValue], _ prediction: Tensor, _ target: Tensor
) -> Tensor? {
  let fromLogits = config["fromLogits"]?.flag ?? false
  let smoothing = config["labelSmoothing"]?.number ?? 0
  let reduction = config["reduction"]?.text.flatMap { Reduction(rawValue: $0) } ?? .mean
  switch kind {
  case "MeanSquaredError":
    return meanSquaredError(prediction, target, reduction: reduction)
  case "BinaryCrossentropy":
    return binaryCrossEntropy(
      prediction, target, fromLogits: fromLogits, labelSmoothing: smoothing, reduction: reduction)
  case "CategoricalCrossentropy":
    return categoricalCrossEntropy(
      prediction, target, fromLogits: fromLogits, labelSmoothing: smoothing, reduction: reduction)
  case "SparseCategoricalCrossentropy":
    return sparseCategoricalCrossEntropy(
      prediction, target, fromLogits: fromLogits, labelSmoothing: smoothing, reduction: reduction)
  default: return nil
  }
}
