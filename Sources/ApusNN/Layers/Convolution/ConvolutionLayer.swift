import ApusCore

/// The settings of a layer that convolves: a window, an activation, and rules for kernels and bias.
public protocol ConvolutionSettings: Settings {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
  /// How the layer looks at its input; for a transposed convolution, how its output is looked at.
  var window: ConvolutionWindow<Padding> { get }
  /// What is applied to the sum.
  var activation: ActivationFunction { get }
  /// Whether a bias is added.
  var useBias: Bool { get }
  /// What the kernels are called, in order; one, `kernel`, unless a type says otherwise.
  static var kernelNames: [String] { get }
  /// The rules of the kernels, in order, and of the bias.
  var parameterRules: [ParameterRule] { get }
  /// The output's penalty; nil for none.
  var activityRegularizer: Regularizer? { get }
}

extension ConvolutionSettings {
  public static var kernelNames: [String] { ["kernel"] }
}

/// A layer whose outputs are sums over a window of its input, one bias and one activation applied.
public protocol ConvolutionLayer: ConfiguredLayer, RuledLayer
where Configuration: ConvolutionSettings {
  /// The kernels.
  var kernels: [Parameter] { get }
  /// The bias; nil without one.
  var bias: Parameter? { get }
}

extension ConvolutionLayer {
  public var activityRegularizer: Regularizer? { settings.activityRegularizer }

  /// What is applied to the sum.
  public var activation: ActivationFunction { settings.activation }

  public var ruledParameters: [(parameter: Parameter?, rule: ParameterRule)] {
    Array(zip(kernels + [bias], settings.parameterRules))
  }

  /// How it looks at its input.
  var window: ConvolutionWindow<Configuration.Padding> { settings.window }

  /// The activation that the kernel applies.
  var fused: FusedActivation { settings.activation.fused ?? .none }

  /// The output from what the kernel computed: with an activation that it could not apply, and the
  /// activity's penalty.
  func finished(_ sum: Tensor) -> Tensor {
    let output = settings.activation.fused == nil ? settings.activation(sum) : sum
    activityRegularizer.collect(output)
    return output
  }

  /// The number of channels of `input`; traps if it does not have the window's axes between batch
  /// and channels.
  func channels(of input: Tensor) -> Int {
    require(
      input.rank == window.rank + 2,
      """
      \(Self.typeName): an input of shape \(input.shape); it needs \(window.rank + 2) axes, batch \
      first and channels last
      """
    )
    return input.shape[input.rank - 1]
  }
}

extension WindowedLayer where Self: ConvolutionLayer {
  /// The window along each axis.
  public var windows: [SlidingWindow] { (0..<window.rank).map(window.along) }
  /// The padding of each axis.
  public var paddings: [Padding1D] { window.padding.perAxis }
}
