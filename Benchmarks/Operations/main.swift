// Single operations, forwards and back, one line of JSON each: the Swift side of
// Benchmarks/operations.py.
//
//   swift run --package-path Benchmarks -c release Operations [PART OF A NAME …]
import Apus
import Foundation

/// What is timed: its name, and what makes one run of it.
struct Operation {
  let name: String
  let make: () -> () -> Void

  init(_ name: String, _ make: @escaping () -> () -> Void) {
    self.name = name
    self.make = make
  }

  /// `function` forwards at tensors of these shapes, and back from a cotangent to all of them.
  init(_ name: String, _ shapes: [Shape], _ function: @escaping ([Tensor]) -> Tensor) {
    self.init(name) {
      let inputs = shapes.map { noise($0) }
      let cotangent = noise(function(inputs).shape)
      return { _ = vectorJacobianProduct(at: inputs, cotangent: cotangent, of: function) }
    }
  }

  /// The least milliseconds of a run.
  func time() -> Double {
    let run = make()
    let clock = ContinuousClock()
    for _ in 0..<3 { run() }
    let one = clock.measure(run).seconds
    let count = max(1, Int(0.02 / max(one, 1e-7)))
    var best = Double.infinity
    var spent = 0.0
    while spent < 0.25 {
      let seconds = clock.measure { for _ in 0..<count { run() } }.seconds
      spent += seconds
      best = min(best, seconds / Double(count))
    }
    return best * 1e3
  }
}

let generator = RandomGenerator(seed: 1)

/// Normally distributed numbers.
func noise(_ shape: Shape) -> Tensor { .randomNormal(shape, generator: generator) }

let activations: [ActivationFunction] = [
  .relu, .leakyReLU, .relu6, .elu, .selu, .celu, .gelu, .geluTanh, .silu, .mish, .softplus,
  .softsign, .tanh, .sigmoid, .hardSigmoid, .hardSilu, .hardTanh, .logSigmoid, .tanhShrink,
  .softShrink, .hardShrink, .glu,
]

/// An optimizer over some twelve million parameters, in 48 matrices of 512 × 512.
func update(_ name: String, _ make: @escaping () -> any Optimizer) -> Operation {
  Operation("optimizer \(name)") {
    let parameters = (0..<48).map { _ in Parameter(wrappedValue: noise([512, 512])) }
    let gradients = (0..<48).map { _ in noise([512, 512]) }
    let optimizer = make()
    return { optimizer.update(parameters, gradients) }
  }
}

/// A reduction of a matrix of 4096 × 1024 along an axis, or whole.
func reduction(_ name: String, _ function: @escaping (Tensor) -> Tensor) -> Operation {
  Operation("reduction \(name)", [[4096, 1024]]) { function($0[0]) }
}

let operations: [Operation] =
  activations.map { activation in
    Operation("activation \(activation.name)", [[1024, 1024]]) { activation($0[0]) }
  } + [
    Operation("activation prelu", [[32, 28, 28, 64], [64]]) { prelu($0[0], alpha: $0[1]) },
    Operation("softmax", [[4096, 1024]]) { softmax($0[0]) },
    Operation("logSoftmax", [[4096, 1024]]) { logSoftmax($0[0]) },
    Operation("softmax crossEntropy") {
      let logits = noise([4096, 1024])
      let labels = Tensor.randomIntegers([4096], below: 1024, dtype: .int32, generator: generator)
      return { _ = gradient(at: logits) { softmaxCrossEntropy(logits: $0, labels: labels).mean() } }
    },
    Operation("normalization batch", [[32, 28, 28, 128], [128], [128]]) {
      batchNormalization($0[0], gamma: $0[1], beta: $0[2], epsilon: 1e-5).output
    },
    Operation("normalization layer", [[2048, 128], [128], [128]]) {
      layerNormalization($0[0], gamma: $0[1], beta: $0[2], epsilon: 1e-5)
    },
    Operation("normalization layer wide", [[4096, 768], [768], [768]]) {
      layerNormalization($0[0], gamma: $0[1], beta: $0[2], epsilon: 1e-5)
    },
    Operation("normalization rms", [[4096, 768], [768]]) {
      rmsNormalization($0[0], gamma: $0[1], epsilon: 1e-5)
    },
    Operation("normalization group", [[32, 28, 28, 128], [128], [128]]) {
      groupNormalization($0[0], gamma: $0[1], beta: $0[2], groups: 32, epsilon: 1e-5)
    },
    Operation("normalization instance", [[8, 64, 64, 64], [64], [64]]) {
      groupNormalization($0[0], gamma: $0[1], beta: $0[2], groups: 64, epsilon: 1e-5)
    },
    Operation("normalization localResponse", [[32, 27, 27, 96]]) {
      localResponseNormalization($0[0], averages: true)
    },
    reduction("sum of all") { $0.sum() },
    reduction("sum axis 0") { $0.sum(axis: 0) },
    reduction("sum axis 1") { $0.sum(axis: 1) },
    reduction("sum of all written") { $0.sum() },
    reduction("sum axis 0 written") { $0.sum(axis: 0) },
    reduction("sum axis 1 written") { $0.sum(axis: 1) },
    reduction("mean axis 1") { $0.mean(axis: 1) },
    reduction("max axis 1") { $0.max(axis: 1) },
    reduction("max axis 0") { $0.max(axis: 0) },
    reduction("variance axis 1") { $0.variance(axes: [1]) },
    reduction("logSumExp axis 1") { $0.logSumExp(axes: [1]) },
    reduction("product axis 1") { $0.product(axis: 1) },
    reduction("cumulativeSum axis 1") { $0.cumulativeSum(axis: 1) },
    Operation("convolution 3×3", [[16, 28, 28, 64], [3, 3, 64, 64], [64]]) {
      convolution2D($0[0], $0[1], bias: $0[2], padding: .same)
    },
    Operation("convolution 1-D", [[16, 512, 64], [5, 64, 64], [64]]) {
      convolution1D($0[0], $0[1], bias: $0[2], padding: .same)
    },
    Operation("convolution 3-D", [[4, 16, 28, 28, 16], [3, 3, 3, 16, 32], [32]]) {
      convolution3D($0[0], $0[1], bias: $0[2], padding: .same)
    },
    Operation("convolution depthwise", [[32, 56, 56, 64], [3, 3, 64, 1], [64]]) {
      depthwiseConvolution2D($0[0], $0[1], bias: $0[2], padding: .same)
    },
    Operation("convolution depthwise stride 2", [[32, 28, 28, 128], [3, 3, 128, 1], [128]]) {
      depthwiseConvolution2D(
        $0[0], $0[1], bias: $0[2], strides: (2, 2),
        padding: .explicit(top: 1, left: 1, bottom: 1, right: 1))
    },
    Operation("convolution transposed 2×2", [[8, 32, 32, 128], [2, 2, 64, 128], [64]]) {
      convolution2DTranspose($0[0], $0[1], bias: $0[2], strides: (2, 2))
    },
    Operation("convolution transposed 4×4", [[8, 32, 32, 128], [4, 4, 64, 128], [64]]) {
      convolution2DTranspose($0[0], $0[1], bias: $0[2], strides: (2, 2), padding: .same)
    },
    Operation("pooling max", [[16, 56, 56, 64]]) { maxPooling2D($0[0], window: (2, 2)) },
    Operation("pooling average", [[16, 56, 56, 64]]) { averagePooling2D($0[0], window: (2, 2)) },
    Operation("upsampling bilinear", [[8, 64, 64, 64]]) {
      resize($0[0], to: [128, 128])
    },
    Operation("attention", Array(repeating: [16, 128, 4, 32], count: 3)) {
      scaledDotProductAttention($0[0], $0[1], $0[2])
    },
    Operation("attention causal", Array(repeating: [16, 128, 4, 32], count: 3)) {
      scaledDotProductAttention($0[0], $0[1], $0[2], isCausal: true)
    },
    Operation("matmul", [[1024, 1024], [1024, 1024]]) { matmul($0[0], $0[1]) },
    update("SGD") { SGD(learningRate: 0.001) },
    update("SGD momentum") { SGD(learningRate: 0.001, momentum: 0.9) },
    update("Adam") { Adam() },
    update("AdamW") { AdamW() },
    update("RMSprop") { RMSprop() },
    update("Adagrad") { Adagrad() },
    update("Adadelta") { Adadelta() },
    update("Adamax") { Adamax() },
    update("Nadam") { Nadam() },
  ]

let wanted = CommandLine.arguments.dropFirst()
for operation in operations
where wanted.isEmpty || wanted.contains(where: { operation.name.contains($0) }) {
  let time = String(format: "%.4f", operation.time())
  print(#"{"framework":"apus","operation":"\#(operation.name)","ms":\#(time)}"#)
  fflush(nil)
}
