import ApusCore

/// A depthwise convolution, then a pointwise one: what ``SeparableConv1D`` and ``SeparableConv2D``
/// have in common.
///
/// Depthwise weight [window…, channels, depthMultiplier], pointwise weight [1…, channels ·
/// depthMultiplier, filters], bias [filters].
public protocol SeparableConvolution: ConvolutionLayer, WindowedLayer {
  /// The number of output channels.
  var filters: Int { get }
  /// The filters of each channel.
  var depthMultiplier: Int { get }

  /// The layer of these parts; traps where a size is not positive.
  init(
    filters: Int, depthMultiplier: Int, window: ConvolutionWindow<Padding>,
    parts: ConvolutionParts, name: String?)
}

extension SeparableConvolution {
  static func requireSizes(_ filters: Int, _ depthMultiplier: Int) {
    require(
      min(filters, depthMultiplier) > 0,
      "\(typeName): filters \(filters), depthMultiplier \(depthMultiplier); at least 1")
  }

  /// The shapes of the two kernels.
  private func kernelShapes(_ channels: Int) -> [[Int]] {
    [
      window.kernel + [channels, depthMultiplier],
      window.kernel.map { _ in 1 } + [channels * depthMultiplier, filters],
    ]
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    requireAxes(input)
    guard isFirst else { return }
    declare(
      kernelShapes(input.shape[input.rank - 1]).map { Shape($0) }, bias: [filters], for: input)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    settings(["filters": .integer(filters), "depthMultiplier": .integer(depthMultiplier)])
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public init(options: inout Options, name: String?) throws {
    self.init(
      filters: try options.filters(),
      depthMultiplier: try options.integer("depthMultiplier", default: 1),
      window: try options.window(),
      parts: try options.convolutionParts("depthwise", "pointwise"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs)
    let (positions, _) = try checkedPositions(inputs, extents, channels: channels)
    try checkSize(positions + [channels * depthMultiplier], of: "a depthwise output")
    try check(
      inputs, kernels: kernelShapes(channels), bias: [filters], output: positions + [filters])
  }
}
