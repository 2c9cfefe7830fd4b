import ApusCore

/// The layer types that a configuration can name.
///
/// ```swift
/// let registry = LayerRegistry.standard.adding(Residual.self)
/// let model = try configuration.makeModel(registry)
/// ```
public struct LayerRegistry: Sendable {
  private var types: [String: any ConfigurableModule.Type] = [:]

  /// A registry of no types.
  public init() {}

  /// This registry with another type; it replaces one of the same name.
  public func adding(_ type: any ConfigurableModule.Type) -> LayerRegistry {
    var result = self
    result.types[type.typeName] = type
    return result
  }

  /// All layers of this library.
  public static let standard: LayerRegistry = {
    let all: [any ConfigurableModule.Type] = [
      Activation.self, Add.self, AlphaDropout.self, AveragePooling2D.self, BatchNormalization.self,
      ClassicalDropout.self, Concatenate.self, Conv2D.self, Dense.self, DropConnect.self,
      DropPath.self, Dropout.self, ELU.self, Flatten.self, GaussianDropout.self, GaussianNoise.self,
      GlobalAveragePooling2D.self, GlobalMaxPooling2D.self, LeakyReLU.self, MaxPooling2D.self,
      Maxout.self, PReLU.self, RReLU.self, ReLU.self, Reshape.self, Softmax.self,
      SpatialDropout1D.self, SpatialDropout2D.self, Swish.self, WeightNormalizedDense.self,
      LayerNormalization.self, RMSNormalization.self, UnitNormalization.self,
      GroupNormalization.self, InstanceNormalization.self, LocalResponseNormalization.self,
      RBFOutput.self, WeightNoise.self, WeightNormalized.self, SpectralNormalized.self,
      AdditiveAttention.self, Attention.self, Embedding.self, FeedForward.self,
      MultiHeadAttention.self, PositionEmbedding.self, PositionalEncoding.self,
      TokenAndPositionEmbedding.self, TransformerDecoderBlock.self, TransformerEncoderBlock.self,
      Conv1D.self, Conv3D.self, Conv1DTranspose.self, Conv2DTranspose.self, Conv3DTranspose.self,
      DepthwiseConv1D.self, DepthwiseConv2D.self, SeparableConv1D.self, SeparableConv2D.self,
      LocallyConnected1D.self, LocallyConnected2D.self,
      AdaptiveAveragePooling1D.self, AdaptiveAveragePooling2D.self, AdaptiveAveragePooling3D.self,
      AdaptiveMaxPooling1D.self, AdaptiveMaxPooling2D.self, AdaptiveMaxPooling3D.self,
      Average.self, AveragePooling1D.self, AveragePooling3D.self, BorderPadding.self,
      Cropping1D.self, Cropping2D.self, Cropping3D.self, Dot.self, GlobalAveragePooling1D.self,
      GlobalAveragePooling3D.self, GlobalMaxPooling1D.self, GlobalMaxPooling3D.self,
      MaxPooling1D.self, MaxPooling3D.self, Maximum.self, Minimum.self, Multiply.self,
      Normalization.self, Permute.self, PositionSensitiveRoIAlign.self,
      PositionSensitiveRoIPooling.self, RepeatVector.self, Rescaling.self, Resizing.self,
      RoIAlign.self, RoIPooling.self, Subtract.self, UpSampling1D.self, UpSampling2D.self,
      UpSampling3D.self, ZeroPadding1D.self, ZeroPadding2D.self, ZeroPadding3D.self,
    ]
    return all.reduce(LayerRegistry()) { $0.adding($1) }
  }()

  /// The names of all types, sorted.
  public var typeNames: [String] { types.keys.sorted() }

  /// The layer that a configuration describes; throws where its type or a setting is not known or not possible.
  public func make(_ configuration: LayerConfiguration) throws -> any ConfigurableModule {
    guard let type = types[configuration.type] else {
      let near = suggestion(
        for: configuration.type, among: typeNames + ["Sequential", "Model"])
      throw ConfigurationError(
        .unknownName, "\"\(configuration.type.prefix(40))\" is not a layer\(near)")
    }
    if let name = configuration.name {
      guard !name.isEmpty, name.count <= 200, !name.contains(".") else {
        throw ConfigurationError(
          .invalidOption, "\(configuration.type): \"\(name.prefix(40))\" cannot be a layer's name")
      }
    }
    let owner = configuration.name.map { "\(configuration.type) \"\($0.prefix(40))\"" }
    var options = Options(configuration.options, of: owner ?? configuration.type)
    let layer = try type.init(options: &options, name: configuration.name)
    try options.finish()
    return layer
  }
}
