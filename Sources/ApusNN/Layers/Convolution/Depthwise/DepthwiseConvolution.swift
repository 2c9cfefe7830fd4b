import ApusCore

/// Convolutions of as many groups as channels: what ``DepthwiseConv1D`` and ``DepthwiseConv2D``
/// have in common.
///
/// Weight [window…, channels, depthMultiplier], bias [channels · depthMultiplier].
public protocol DepthwiseConvolution: ConvolutionLayer, WindowedLayer {
  /// The filters of each channel.
  var depthMultiplier: Int { get }

  /// The layer of these parts; traps where a size is not positive.
  init(
    depthMultiplier: Int, window: ConvolutionWindow<Padding>, parts: ConvolutionParts,
    name: String?)
}

extension DepthwiseConvolution {
  static func requireMultiplier(_ depthMultiplier: Int) {
    require(depthMultiplier > 0, "\(typeName): depthMultiplier \(depthMultiplier); at least 1")
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    requireAxes(input)
    guard isFirst else { return }
    let channels = input.shape[input.rank - 1]
    declare(
      [Shape(window.kernel + [channels, depthMultiplier])], bias: [channels * depthMultiplier],
      for: input)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    settings(["depthMultiplier": .integer(depthMultiplier)])
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public init(options: inout Options, name: String?) throws {
    self.init(
      depthMultiplier: try options.integer("depthMultiplier", default: 1),
      window: try options.window(), parts: try options.convolutionParts("depthwise"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs)
    let (positions, _) = try checkedPositions(inputs, extents, channels: channels)
    let filters = channels * depthMultiplier
    try check(
      inputs, kernels: [window.kernel + [channels, depthMultiplier]], bias: [filters],
      output: positions + [filters])
  }
}
