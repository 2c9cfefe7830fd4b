import ApusCore
import ApusNN

/// A model with each layer of the library in it, and the shapes of its inputs.
enum RegisteredLayers {
  /// A layer on one input.
  private static func alone(_ shape: Shape, _ layer: any Layer) -> (any Layer, [Shape]) {
    (Sequential([layer]), [shape])
  }

  /// A layer on several inputs, in a graph.
  private static func joined(_ shapes: [Shape], _ layer: any MergeLayer) -> (any Layer, [Shape]) {
    let inputs = shapes.map { Input($0) }
    return (Model(inputs: inputs, outputs: [layer(inputs)]), shapes)
  }

  /// Operations on symbols.
  private static func onSymbols() -> (any Layer, [Shape]) {
    let input = Input([4])
    return (Model(inputs: [input], outputs: [input * 2 + input]), [[4]])
  }

  /// The model with the layer of that name; nil where this list lacks it.
  static func model(_ name: String) -> (model: any Layer, inputs: [Shape])? {
    let steps: Shape = [8, 6], image: Shape = [8, 6, 4], volume: Shape = [6, 4, 4, 2]
    let boxes: Shape = [3, 4]
    return switch name {
    case "Activation": alone([5], Activation(.elu(alpha: 0.5)))
    case "AdaptiveAveragePooling1D": alone(steps, AdaptiveAveragePooling1D(4))
    case "AdaptiveAveragePooling2D": alone(image, AdaptiveAveragePooling2D((4, 3)))
    case "AdaptiveAveragePooling3D": alone(volume, AdaptiveAveragePooling3D((3, 2, 2)))
    case "AdaptiveMaxPooling1D": alone(steps, AdaptiveMaxPooling1D(4))
    case "AdaptiveMaxPooling2D": alone(image, AdaptiveMaxPooling2D((4, 3)))
    case "AdaptiveMaxPooling3D": alone(volume, AdaptiveMaxPooling3D((3, 2, 2)))
    case "Add": joined([[4], [4]], Add())
    case "AdditiveAttention": joined([steps, steps], AdditiveAttention())
    case "AlphaDropout": alone([5], AlphaDropout(0.2))
    case "Attention": joined([steps, steps], Attention(useScale: true))
    case "Average": joined([[4], [4]], Average())
    case "AveragePooling1D": alone(steps, AveragePooling1D(2))
    case "AveragePooling2D": alone(image, AveragePooling2D(2, padding: .same))
    case "AveragePooling3D": alone(volume, AveragePooling3D(2))
    case "BatchNormalization": alone(image, BatchNormalization())
    case "BorderPadding": alone([4, 3], BorderPadding([(1, 2)], mode: .reflect))
    case "ClassicalDropout": alone([5], ClassicalDropout(0.2))
    case "Concatenate": joined([[4], [3]], Concatenate())
    case "Conv1D": alone(steps, Conv1D(4, kernel: 3, padding: .causal, activation: .relu))
    case "Conv1DTranspose": alone(steps, Conv1DTranspose(4, kernel: 3, strides: 2))
    case "Conv2D": alone(image, Conv2D(4, kernel: 3, padding: .same, groups: 2))
    case "Conv2DTranspose": alone(image, Conv2DTranspose(4, kernel: 3, strides: 2))
    case "Conv3D": alone(volume, Conv3D(3, kernel: 2))
    case "Conv3DTranspose": alone(volume, Conv3DTranspose(3, kernel: 2, strides: 2))
    case "Cropping1D": alone(steps, Cropping1D(1))
    case "Cropping2D": alone(image, Cropping2D(1))
    case "Cropping3D": alone(volume, Cropping3D(1))
    case "Dense": alone([5], Dense(3, activation: .gelu))
    case "DepthwiseConv1D": alone(steps, DepthwiseConv1D(3, depthMultiplier: 2))
    case "DepthwiseConv2D": alone(image, DepthwiseConv2D(3))
    case "Dot": joined([[4], [4]], Dot(axes: (1, 1)))
    case "DropConnect": alone([5], DropConnect(3))
    case "DropPath": alone([5], DropPath(0.2))
    case "Dropout": alone([5], Dropout(0.2))
    case "ELU": alone([5], ELU(alpha: 0.7))
    case "Embedding":
      (Sequential([Activation(.binaryStep), Embedding(2, 3)]), [[5]])
    case "FeedForward": alone(steps, FeedForward(7))
    case "Flatten": alone(image, Flatten())
    case "GaussianDropout": alone([5], GaussianDropout(0.2))
    case "GaussianNoise": alone([5], GaussianNoise(0.1))
    case "GlobalAveragePooling1D": alone(steps, GlobalAveragePooling1D())
    case "GlobalAveragePooling2D": alone(image, GlobalAveragePooling2D())
    case "GlobalAveragePooling3D": alone(volume, GlobalAveragePooling3D())
    case "GlobalMaxPooling1D": alone(steps, GlobalMaxPooling1D())
    case "GlobalMaxPooling2D": alone(image, GlobalMaxPooling2D(keepDimensions: true))
    case "GlobalMaxPooling3D": alone(volume, GlobalMaxPooling3D())
    case "GroupNormalization": alone(image, GroupNormalization(groups: 2))
    case "InstanceNormalization": alone(image, InstanceNormalization())
    case "LayerNormalization": alone(image, LayerNormalization())
    case "LeakyReLU": alone([5], LeakyReLU())
    case "LocalResponseNormalization": alone(image, LocalResponseNormalization(size: 3))
    case "LocallyConnected1D": alone(steps, LocallyConnected1D(3, kernel: 2))
    case "LocallyConnected2D": alone(image, LocallyConnected2D(3, kernel: (2, 2)))
    case "MaxPooling1D": alone(steps, MaxPooling1D(2))
    case "MaxPooling2D": alone(image, MaxPooling2D(3, strides: 2))
    case "MaxPooling3D": alone(volume, MaxPooling3D(2))
    case "Maximum": joined([[4], [4]], Maximum())
    case "Maxout": alone([5], Maxout(3))
    case "Minimum": joined([[4], [4]], Minimum())
    case "MultiHeadAttention": alone(steps, MultiHeadAttention(heads: 2))
    case "Multiply": joined([[4], [4]], Multiply())
    case "Masking": alone(steps, Masking())
    case "TensorOperation": onSymbols()
    case "TimeDistributed": alone(steps, TimeDistributed(Dense(3)))
    case "Normalization":
      alone(
        [3],
        Normalization(
          mean: Tensor([1, 2, 3] as [Float]), variance: Tensor([1, 4, 9] as [Float])))
    case "PReLU": alone([5], PReLU(alphaInitializer: .constant(0.2)))
    case "Permute": alone(steps, Permute([2, 1]))
    case "PositionEmbedding": alone(steps, PositionEmbedding(8))
    case "PositionSensitiveRoIAlign":
      joined([image, boxes], PositionSensitiveRoIAlign((2, 2)))
    case "PositionSensitiveRoIPooling":
      joined([image, boxes], PositionSensitiveRoIPooling((2, 2)))
    case "PositionalEncoding": alone(steps, PositionalEncoding())
    case "RBFOutput": alone([5], RBFOutput(3))
    case "RMSNormalization": alone(steps, RMSNormalization())
    case "RReLU": alone([5], RReLU())
    case "ReLU": alone([5], ReLU(maxValue: 2, negativeSlope: 0.1, threshold: 0.5))
    case "RepeatVector": alone([5], RepeatVector(3))
    case "Rescaling": alone([5], Rescaling(2, offset: 1))
    case "Reshape": alone([6], Reshape([2, 3]))
    case "Resizing": alone(image, Resizing((16, 12)))
    case "RoIAlign": joined([image, boxes], RoIAlign((2, 2)))
    case "RoIPooling": joined([image, boxes], RoIPooling((2, 2)))
    case "SeparableConv1D": alone(steps, SeparableConv1D(4, kernel: 3))
    case "SeparableConv2D": alone(image, SeparableConv2D(4, kernel: 3))
    case "Softmax": alone(steps, Softmax(axis: 1))
    case "SpatialDropout1D": alone(steps, SpatialDropout1D(0.2))
    case "SpatialDropout2D": alone(image, SpatialDropout2D(0.2))
    case "SpectralNormalized": alone([5], SpectralNormalized(Dense(3)))
    case "Subtract": joined([[4], [4]], Subtract())
    case "Swish": alone([5], Swish())
    case "TokenAndPositionEmbedding":
      (
        Sequential([
          Activation(.binaryStep),
          TokenAndPositionEmbedding(vocabularySize: 2, sequenceLength: 5, embeddingDim: 3),
        ]), [[5]]
      )
    case "TransformerDecoderBlock":
      joined([steps, steps], TransformerDecoderBlock(heads: 2, hidden: 5))
    case "TransformerEncoderBlock":
      alone(steps, TransformerEncoderBlock(heads: 2, hidden: 5))
    case "UnitNormalization": alone(steps, UnitNormalization())
    case "UpSampling1D": alone(steps, UpSampling1D(2))
    case "UpSampling2D": alone(image, UpSampling2D(2, interpolation: .bilinear))
    case "UpSampling3D": alone(volume, UpSampling3D(2))
    case "WeightNoise": alone([5], WeightNoise(Dense(3), 0.1))
    case "WeightNormalized": alone([5], WeightNormalized(Dense(3)))
    case "WeightNormalizedDense": alone([5], WeightNormalizedDense(3))
    case "ZeroPadding1D": alone(steps, ZeroPadding1D(1))
    case "ZeroPadding2D": alone(image, ZeroPadding2D(1))
    case "ZeroPadding3D": alone(volume, ZeroPadding3D(1))
    default: nil
    }
  }

  /// A batch for inputs of these shapes; boxes lie within an image.
  static func inputs(_ shapes: [Shape], count: Int = 2) -> [Tensor] {
    RandomGenerator.with(seed: 11) {
      shapes.map { shape in
        if shape == [3, 4] {
          let corners: [Float] = [0, 0, 4, 4, 1, 1, 5, 6, 2, 0, 5, 3]
          return .concatenated(
            (0..<count).map { _ in Tensor(corners, shape: [1, 3, 4]) })
        }
        return .randomNormal(shape.inserting(count, at: 0))
      }
    }
  }
}
