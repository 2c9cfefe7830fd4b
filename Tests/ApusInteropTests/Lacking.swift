import ApusCore
import ApusNN

/// What has no form in another library's files, with the reason: everything else has one, which
/// tests check.
enum Lacking {
  /// Examples of layers without a form in ONNX: a part of the error's line.
  static let onnxLayers = [
    "LocalResponseNormalization 3": "choose an odd number",
    "PositionSensitiveRoIPooling": "the mean over bins of whole places",
  ]

  /// Primitives without a form in ONNX; gradients, which no network ends in, beside them.
  static let onnxPrimitives: [(reason: String, types: [any AnyPrimitive.Type])] = [
    (
      "parts of gradients that have other names",
      [
        DotPairs.self, MaxPooling2DGather.self, MaxPooling2DScatter.self, MultiplyPairs.self,
        PlaceSlice.self, RegionMaxGather.self, RegionMaxScatter.self, ReplaceSlice.self,
        ScatterAdd.self, ScatterAddAlong.self, SpreadPairs.self,
      ]
    ),
    (
      "of training only",
      [
        BatchNormalizationPrimitive.self, DropoutPrimitive.self, SigmoidCrossEntropy.self,
        SoftmaxCrossEntropy.self, SparseSoftmaxCrossEntropy.self,
      ]
    ),
    (
      "ONNX has no operator, and what could be put together would lose the digits near 0",
      [ErrorFunctionComplement.self, ExponentialMinusOne.self, LogarithmOnePlus.self]
    ),
    (
      "ONNX has no operator of these signs or this order",
      [ArcTangent2.self, ArgSort.self, FloorDivide.self, Remainder.self]
    ),
    (
      "ONNX has no operator on matrices or spectra as the library keeps them",
      [
        CholeskyPrimitive.self, Determinant.self, FourierTransform.self, QRDecomposition.self,
        SingularValues.self, Solve.self, SymmetricEigen.self,
      ]
    ),
    ("made of labels, which are no input of a network", [OneHot.self]),
  ]

  /// Layers without a counterpart in Keras.
  static let kerasLayers: [(reason: String, names: Set<String>)] = [
    (
      "Keras has no such layer",
      [
        "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D",
        "AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "BorderPadding",
        "ClassicalDropout", "DropConnect", "DropPath", "FeedForward", "InstanceNormalization",
        "LocalResponseNormalization", "Maxout", "PositionEmbedding", "PositionSensitiveRoIAlign",
        "PositionSensitiveRoIPooling", "PositionalEncoding", "RBFOutput", "RReLU", "RoIAlign",
        "RoIPooling", "Swish", "TokenAndPositionEmbedding", "TransformerDecoderBlock",
        "TransformerEncoderBlock", "WeightNoise", "WeightNormalized", "WeightNormalizedDense",
      ]
    ),
    ("Keras 3 has it no more", ["LocallyConnected1D", "LocallyConnected2D"]),
    ("Keras divides the stored weight, which stays here", ["SpectralNormalized"]),
    ("masks are not among what is read", ["Masking"]),
    ("layers around layers are not among what is read", ["TimeDistributed"]),
    ("operations on symbols have names of their own there", ["TensorOperation"]),
    ("Keras rounds and crops otherwise", ["Resizing"]),
  ]

  /// Examples of layers that Keras has, with settings that it lacks: a part of the error's line.
  static let kerasSettings = [
    "Activation 2": #"function "elu(0.5)""#
  ]
}
