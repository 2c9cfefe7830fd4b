import ApusCore
import ApusFiles

/// The layer types that a configuration can name.
///
/// ```swift
/// let registry = LayerRegistry.all.adding(ExplicitPerceptron.self)
/// let again = try ModelConfiguration(of: model).makeModel(registry: registry)
/// ```
///
/// ``standard`` holds the layers of this module. Modules above have a few more, which this one
/// cannot know; the whole library's are `LayerRegistry.all` (`import Apus`), the default of
/// `loadModel`.
public struct LayerRegistry: Sendable {
  private var types: [String: any ConfigurableModule.Type] = [:]
  private var summaries: [String: String] = [:]

  /// A registry of no types.
  public init() {}

  /// The types of all layers in `module`, whatever module they are from: enough to make the like of
  /// it again.
  public init(of module: any Module) {
    if let layer = module as? any ConfigurableModule { add(type(of: layer), summary: "") }
    for child in module.children {
      if case .module(let inner) = child.content {
        types.merge(LayerRegistry(of: inner).types) { own, _ in own }
      }
    }
  }

  /// This registry with another type; it replaces one of the same name.
  ///
  /// - Parameter summary: what it is, in a line; see ``summary(of:)``.
  public func adding(
    _ type: any ConfigurableModule.Type, summary: String = ""
  ) -> LayerRegistry {
    var result = self
    result.add(type, summary: summary)
    return result
  }

  private mutating func add(_ type: any ConfigurableModule.Type, summary: String) {
    types[type.typeName] = type
    summaries[type.typeName] = summary
  }

  /// What the layer of that name is, in a line; empty where nothing was said.
  public func summary(of name: String) -> String { summaries[name] ?? "" }

  /// The layers of ApusNN.
  public static let standard: LayerRegistry = {
    let all: [(any ConfigurableModule.Type, String)] = [
      (Activation.self, "f(x), an activation function as a layer of its own"),
      (
        AdaptiveAveragePooling1D.self,
        "the mean of each channel in each of a fixed number of windows that share a sequence out"
      ),
      (
        AdaptiveAveragePooling2D.self,
        "the mean of each channel in each of a fixed number of windows that share an image out"
      ),
      (
        AdaptiveAveragePooling3D.self,
        "the mean of each channel in each of a fixed number of windows that share a volume out"
      ),
      (
        AdaptiveMaxPooling1D.self,
        """
        the greatest value of each channel in each of a fixed number of windows that share a \
        sequence out
        """
      ),
      (
        AdaptiveMaxPooling2D.self,
        """
        the greatest value of each channel in each of a fixed number of windows that share an \
        image out
        """
      ),
      (
        AdaptiveMaxPooling3D.self,
        """
        the greatest value of each channel in each of a fixed number of windows that share a \
        volume out
        """
      ),
      (Add.self, "x₁ + x₂ + …: the sum of its inputs, broadcast as in NumPy"),
      (
        AdditiveAttention.self,
        "Bahdanau attention: softmax(s) value, sᵢⱼ = Σ scale · tanh(queryᵢ + keyⱼ)"
      ),
      (
        AlphaDropout.self,
        "dropout for self-normalizing nets: keeps mean 0 and variance 1 after SELU"
      ),
      (Attention.self, "Luong attention: softmax(query keyᵀ) value"),
      (
        Average.self,
        "(x₁ + x₂ + …) / n: the mean of its n inputs element by element, broadcast as in NumPy"
      ),
      (
        AveragePooling1D.self, "y[n, t, c] = the mean of x[n, t·s + p, c] over the window's steps p"
      ),
      (
        AveragePooling2D.self,
        "y[n, i, j, c] = the mean of x[n, i·s + p, j·s + q, c] over the window's places (p, q)"
      ),
      (
        AveragePooling3D.self,
        """
        y[n, k, i, j, c] = the mean of x[n, k·s + o, i·s + p, j·s + q, c] over the window's places \
        (o, p, q)
        """
      ),
      (
        BatchNormalization.self,
        "γ (x − μ) / √(v + ε) + β for each channel: each place of an axis, the last unless given"
      ),
      (
        BorderPadding.self,
        "elements beyond the ends of each axis: repeated, mirrored, wrapped, or a constant"
      ),
      (
        ClassicalDropout.self,
        "dropout as it was first: nothing scaled in training, outputs times 1 − rate otherwise"
      ),
      (Concatenate.self, "[x₁, x₂, …]: its inputs one after the other along an axis"),
      (Conv1D.self, "activation(x ∗ W + b): filters slid over channels-last sequences"),
      (
        Conv1DTranspose.self,
        """
        activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes \
        sequences larger
        """
      ),
      (Conv2D.self, "activation(x ∗ W + b): filters slid over channels-last images"),
      (
        Conv2DTranspose.self,
        """
        activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes images \
        larger
        """
      ),
      (Conv3D.self, "activation(x ∗ W + b): filters slid over channels-last volumes"),
      (
        Conv3DTranspose.self,
        """
        activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes volumes \
        larger
        """
      ),
      (Cropping1D.self, "A sequence without so many steps at its beginning and end"),
      (Cropping2D.self, "an image without so many places before and after each axis"),
      (Cropping3D.self, "A volume without so many places before and after each axis"),
      (Dense.self, "activation(x W + b): every output depends on every input along the last axis"),
      (
        DepthwiseConv1D.self,
        """
        activation(x ∗ W + b), every channel with filters of its own: a convolution of as many \
        groups as channels
        """
      ),
      (
        DepthwiseConv2D.self,
        """
        activation(x ∗ W + b), every channel with filters of its own: a convolution of as many \
        groups as channels
        """
      ),
      (
        Dot.self,
        """
        σₖ a[n, …, k, …] b[n, …, k, …]: products of the two inputs of each example, summed over \
        one axis of each
        """
      ),
      (DropConnect.self, "a dense layer that drops weights in place of outputs"),
      (DropPath.self, "stochastic depth: x m / (1 − rate) in training, one m for each example"),
      (Dropout.self, "x m / (1 − rate) in training, each m independently 0 with probability rate"),
      (ELU.self, "x where x > 0, α(eˣ − 1) elsewhere"),
      (
        Embedding.self,
        "a learned vector for each of some whole numbers, such as the words of a vocabulary"
      ),
      (
        FeedForward.self,
        "two dense layers at each place of a sequence: activation(x W₁ + b₁) W₂ + b₂"
      ),
      (Flatten.self, "all axes but the first as one, in row-major order"),
      (
        GaussianDropout.self,
        "y = x n in training, each n independently from N(1, p/(1−p)), p the rate"
      ),
      (GaussianNoise.self, "y = x + e in training, each e independently from N(0, σ²)"),
      (
        GlobalAveragePooling1D.self,
        "y[n, c] = Σₜ x[n, t, c] / steps: the mean of each channel over the whole sequence"
      ),
      (
        GlobalAveragePooling2D.self,
        """
        y[n, c] = Σᵢⱼ x[n, i, j, c] / (height · width): the mean of each channel over the whole \
        image
        """
      ),
      (
        GlobalAveragePooling3D.self,
        """
        y[n, c] = Σₖᵢⱼ x[n, k, i, j, c] / (depth · height · width): the mean of each channel over \
        the whole volume
        """
      ),
      (
        GlobalMaxPooling1D.self,
        "y[n, c] = maxₜ x[n, t, c]: the greatest value of each channel over the whole sequence"
      ),
      (
        GlobalMaxPooling2D.self,
        "y[n, c] = maxᵢⱼ x[n, i, j, c]: the greatest value of each channel over the whole image"
      ),
      (
        GlobalMaxPooling3D.self,
        """
        y[n, c] = maxₖᵢⱼ x[n, k, i, j, c]: the greatest value of each channel over the whole volume
        """
      ),
      (
        GroupNormalization.self,
        "γ (x − μ) / √(v + ε) + β, μ and v those of each example's groups of channels"
      ),
      (
        InstanceNormalization.self,
        "γ (x − μ) / √(v + ε) + β, μ and v those of each channel of each example"
      ),
      (
        LayerNormalization.self,
        """
        γ (x − μ) / √(v + ε) + β, μ and v those of each example over some axes, the last unless \
        given
        """
      ),
      (LeakyReLU.self, "x where x > 0, αx elsewhere"),
      (
        LocalResponseNormalization.self,
        "x / (k + α Σ x²)^β, the sum over neighbouring channels at the same place"
      ),
      (
        LocallyConnected1D.self,
        "activation(x ∗ W + b) without shared weights: every output position has filters of its own"
      ),
      (
        LocallyConnected2D.self,
        "activation(x ∗ W + b) without shared weights: every output position has filters of its own"
      ),
      (Masking.self, "masks the times of a sequence that are filled with one value"),
      (MaxPooling1D.self, "y[n, t, c] = max x[n, t·s + p, c] over the window's steps p"),
      (
        MaxPooling2D.self,
        "y[n, i, j, c] = max x[n, i·s + p, j·s + q, c] over the window's places (p, q)"
      ),
      (
        MaxPooling3D.self,
        """
        y[n, k, i, j, c] = max x[n, k·s + o, i·s + p, j·s + q, c] over the window's places (o, p, q)
        """
      ),
      (
        Maximum.self,
        "max(x₁, x₂, …): the greatest of its inputs element by element, broadcast as in NumPy"
      ),
      (
        Maxout.self,
        """
        maxₖ (x Wₖ + bₖ): every output is the greatest of several sums, so the layer learns its \
        own convex activation
        """
      ),
      (
        Minimum.self,
        "min(x₁, x₂, …): the least of its inputs element by element, broadcast as in NumPy"
      ),
      (
        MultiHeadAttention.self,
        "attention of several heads, each to projections of its own, joined by another"
      ),
      (
        Multiply.self,
        "x₁ x₂ …: the product of its inputs element by element, broadcast as in NumPy"
      ),
      (
        Normalization.self,
        "(x − μ) / max(√v, 10⁻⁷), or back again: each feature with mean 0 and variance 1"
      ),
      (PReLU.self, "x where x > 0, αx elsewhere, with learned α"),
      (
        Permute.self,
        "an example's axes in another order: the output's axis i is the input's axis order[i − 1]"
      ),
      (
        PositionEmbedding.self,
        """
        A learned vector for each place of a sequence, added to what stands there: x + \
        table[0..<time]
        """
      ),
      (PositionSensitiveRoIAlign.self, "as RoIAlign, each bin of channels of its own"),
      (
        PositionSensitiveRoIPooling.self,
        "the mean over each bin of each region of interest, each bin of channels of its own"
      ),
      (PositionalEncoding.self, "x + the sinusoidal code of its places"),
      (
        RBFOutput.self,
        "radial basis functions: how far the input is from each learned centre, or how near"
      ),
      (RMSNormalization.self, "γ x / √(mean x² + ε): layer normalization without the means"),
      (RReLU.self, "x where x > 0, αx elsewhere; in training every α is drawn from [lower, upper)"),
      (ReLU.self, "max(x, 0), with settings for threshold, slope and ceiling"),
      (
        RepeatVector.self,
        "y[n, t, c] = x[n, c] for t = 0 … count − 1: each example as every step of a sequence"
      ),
      (
        Rescaling.self,
        "y = scale · x + offset: values such as bytes of images brought into another range"
      ),
      (Reshape.self, "the same elements in another shape"),
      (Resizing.self, "images of one size, interpolated"),
      (
        RoIAlign.self,
        "the mean of each channel over each bin of each region of interest, between places"
      ),
      (
        RoIPooling.self, "the greatest value of each channel in each bin of each region of interest"
      ),
      (
        SeparableConv1D.self,
        """
        activation((x ∗ D) P + b): a depthwise convolution, then a pointwise one that mixes the \
        channels
        """
      ),
      (
        SeparableConv2D.self,
        """
        activation((x ∗ D) P + b): a depthwise convolution, then a pointwise one that mixes the \
        channels
        """
      ),
      (Softmax.self, "eˣⁱ / Σⱼ eˣʲ along an axis"),
      (SpatialDropout1D.self, "dropout of whole channels of a sequence"),
      (SpatialDropout2D.self, "dropout of whole channels of an image"),
      (
        SpectralNormalized.self,
        "a layer whose weights are divided by their greatest singular value"
      ),
      (Subtract.self, "x₁ − x₂: the difference of its two inputs, broadcast as in NumPy"),
      (Swish.self, "x / (1 + e^−βx) with one learned β"),
      (
        TensorOperation.self, "an operation on tensors in a graph: arithmetic, functions, reshaping"
      ),
      (TimeDistributed.self, "a layer applied to every time of a sequence by itself"),
      (
        TokenAndPositionEmbedding.self,
        "the sum of a learned vector for each token and one for its place"
      ),
      (
        TransformerDecoderBlock.self,
        "causal self-attention, attention to an encoder, and a feed-forward net, with residuals"
      ),
      (
        TransformerEncoderBlock.self,
        "self-attention and a feed-forward net, each with a residual connection and normalization"
      ),
      (
        UnitNormalization.self,
        "x / ‖x‖, the Euclidean norm over some axes of each example, the last unless given"
      ),
      (UpSampling1D.self, "a sequence a whole number of times as long"),
      (UpSampling2D.self, "an image a whole number of times as large"),
      (UpSampling3D.self, "a volume a whole number of times as large"),
      (
        WeightNoise.self,
        "a layer with noise on its weights in training: W + e, each e from N(0, σ²)"
      ),
      (
        WeightNormalized.self,
        "a layer whose weights have a direction and a length of their own: W = g v/‖v‖"
      ),
      (
        WeightNormalizedDense.self,
        "a dense layer whose weights have a direction and a length: W = g v/‖v‖"
      ),
      (ZeroPadding1D.self, "zeros before and after a sequence"),
      (ZeroPadding2D.self, "zeros before and after each axis of an image"),
      (ZeroPadding3D.self, "zeros before and after each axis of a volume"),
    ]
    return all.reduce(LayerRegistry()) { $0.adding($1.0, summary: $1.1) }
  }()

  /// The names of all types, sorted.
  public var typeNames: [String] { types.keys.sorted() }

  /// The layer that a configuration describes; throws where its type or a setting is not known or
  /// not possible.
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
    var options = Options(
      configuration.options, of: owner ?? configuration.type, registry: self)
    let layer = try type.init(options: &options, name: configuration.name)
    try options.finish()
    return layer
  }
}
