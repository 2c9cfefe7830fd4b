import ApusCore
import ApusNN
import Testing

/// A model of each kind that is exported, with weights from a seed.
struct ONNXSample: CustomTestStringConvertible, Sendable {
  let name: String
  let inputShape: Shape
  let make: @Sendable () -> any Layer

  var testDescription: String { name }

  /// The model; moving averages and biases are not what they begin as.
  func model() -> any Layer {
    RandomGenerator.with(seed: 7) {
      let model = make()
      model.build(inputShape)
      for (name, parameter) in ModuleStructure(of: model).namedParameters {
        let value = parameter.wrappedValue
        let noise = Tensor.randomUniform(value.shape, from: 0.1, to: 0.5)
        parameter.wrappedValue =
          name.hasSuffix("Variance") ? noise + 0.5 : value + noise.cast(to: value.dtype) * 0.3
      }
      return model
    }
  }

  /// Inputs for a batch of `count`.
  func input(_ count: Int) -> Tensor {
    RandomGenerator.with(seed: UInt64(count)) {
      Tensor.randomNormal(inputShape.inserting(count, at: 0))
    }
  }

  static let all: [ONNXSample] = [
    ONNXSample(name: "mlp", inputShape: [6, 6, 1]) {
      Sequential {
        Flatten()
        Dense(16, activation: .relu)
        Dropout(0.5)
        Dense(10)
        Softmax()
      }
    },
    ONNXSample(name: "lenet", inputShape: [16, 16, 1]) {
      Sequential {
        Conv2D(4, kernel: 5, padding: .same, activation: .tanh)
        AveragePooling2D(2)
        Conv2D(6, kernel: 5, activation: .sigmoid)
        AveragePooling2D(2)
        Flatten()
        Dense(12, activation: .tanh)
        Dense(10)
      }
    },
    ONNXSample(name: "convnet", inputShape: [13, 11, 3]) {
      Sequential {
        Conv2D(8, kernel: 3, padding: .same, activation: .relu)
        BatchNormalization()
        Conv2D(8, kernel: 3, strides: 2, padding: .same, activation: .leakyReLU)
        MaxPooling2D(2, padding: .same)
        SpatialDropout2D(0.2)
        SeparableConv2D(6, kernel: 3, padding: .same)
        LayerNormalization()
        GlobalAveragePooling2D()
        Dense(4)
      }
    },
    ONNXSample(name: "residual", inputShape: [8, 8, 3]) {
      let input = Input([8, 8, 3])
      let stem = Conv2D(6, kernel: 3, padding: .same)(input)
      var x = Activation(.relu)(BatchNormalization()(stem))
      x = Conv2D(6, kernel: 3, padding: .same, useBias: false)(x)
      x = Activation(.relu)(Add()([BatchNormalization()(x), stem]))
      x = Concatenate()([x, DepthwiseConv2D(3, padding: .same)(x)])
      x = GlobalMaxPooling2D()(x)
      return Model(inputs: input, outputs: Dense(3, activation: .softmax)(x))
    },
    ONNXSample(name: "decoder", inputShape: [5, 4, 3]) {
      Sequential {
        Conv2DTranspose(4, kernel: 3, strides: 2, padding: .same, activation: .elu)
        ZeroPadding2D(1)
        Conv2DTranspose(2, kernel: 2, strides: 3)
        Activation(.sigmoid)
      }
    },
    ONNXSample(name: "transformer", inputShape: [5, 8]) {
      Sequential {
        PositionEmbedding(5)
        PositionalEncoding()
        TransformerEncoderBlock(heads: 2, hidden: 16, activation: .gelu, isCausal: true)
        TransformerEncoderBlock(heads: 4, hidden: 12, normalizeFirst: true)
        RMSNormalization()
        GlobalAveragePooling1D()
        Dense(3)
      }
    },
    ONNXSample(name: "sequence", inputShape: [12, 4]) {
      Sequential {
        Conv1D(6, kernel: 3, padding: .causal, activation: .relu)
        GroupNormalization(groups: 3)
        MaxPooling1D(2)
        Conv1D(4, kernel: 3, strides: 2, padding: .same, activation: .softsign)
        InstanceNormalization()
        Permute([2, 1])
        Dense(5)
        Reshape([10, 2])
        GlobalMaxPooling1D()
      }
    },
    ONNXSample(name: "upsampling", inputShape: [4, 5, 3]) {
      Sequential {
        UpSampling2D(2)
        Conv2D(4, kernel: 3, padding: .same, activation: .relu)
        UpSampling2D((2, 3), interpolation: .bilinear)
        UpSampling2D(2, interpolation: .bicubic)
        AdaptiveMaxPooling2D((8, 15))
        AdaptiveAveragePooling2D((4, 5))
      }
    },
    ONNXSample(name: "tokens", inputShape: [6]) {
      Sequential {
        // Any number names one of two tokens, so that the inputs of all samples can be drawn alike.
        Activation(.hardSigmoid)
        Rescaling(1.99)
        Embedding(2, 4)
        Flatten()
        Dense(3)
      }
    },
    ONNXSample(name: "activations", inputShape: [7]) {
      let functions: [ActivationFunction] = [
        .linear, .hardSigmoid, .hardTanh, .tanh, .sigmoid, .arctan, .softsign, .logSigmoid,
        .exponential, .softShrink, .hardShrink, .tanhShrink, .softmax, .logSoftmax, .mish, .silu,
        .swish(beta: 2), .hardSilu, .gelu, .geluTanh, .geluSigmoid, .softplus, .relu, .leakyReLU,
        .elu, .elu(alpha: 0.5), .selu, .celu, .celu(alpha: 2),
      ]
      let input = Input([7])
      let branches = functions.map { Dense(2, activation: $0)(input) }
      return Model(inputs: input, outputs: Concatenate()(branches + [PReLU()(input)]))
    },
    ONNXSample(name: "places", inputShape: [4, 6]) {
      Sequential { PositionalEncoding(base: 50) }
    },
    ONNXSample(name: "volumes", inputShape: [3, 4, 2, 3]) {
      Sequential {
        Conv3DTranspose(2, kernel: 3, strides: 2, padding: .same, activation: .tanh)
        Conv3DTranspose(3, kernel: (2, 1, 3), strides: (1, 2, 1))
        Conv3DTranspose(2, kernel: 2, strides: 3, outputPadding: 2)
        Conv3DTranspose(2, kernel: 2, dilation: 2)
      }
    },
    ONNXSample(name: "rectifiers", inputShape: [9]) {
      let input = Input([9])
      let settings = [
        ReLU(maxValue: 0.7), ReLU(negativeSlope: 0.2), ReLU(threshold: 0.4),
        ReLU(maxValue: 1.1, negativeSlope: 0.3, threshold: -0.5),
      ]
      return Model(inputs: input, outputs: Concatenate()(settings.map { $0(input) }))
    },
  ]
}
