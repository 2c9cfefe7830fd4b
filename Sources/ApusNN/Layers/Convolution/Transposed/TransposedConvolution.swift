import ApusCore

/// Gradients of convolutions used as layers, which make their inputs larger: what
/// ``Conv1DTranspose``, ``Conv2DTranspose`` and ``Conv3DTranspose`` have in common.
///
/// Weight [window…, filters, channels], bias [filters].
public protocol TransposedConvolution: ConvolutionLayer {
  /// The number of output channels.
  var filters: Int { get }
  /// What is added at the end of each axis; nil for as much as the padding says.
  var outputPadding: [Int]? { get }

  /// The layer of these parts; traps where a size is not positive, padding is causal or
  /// `outputPadding` is not below the strides.
  init(
    filters: Int, outputPadding: [Int]?, window: ConvolutionWindow<Padding>,
    parts: ConvolutionParts, name: String?)
}

extension TransposedConvolution {
  static func requirePadding(
    _ filters: Int, _ outputPadding: [Int]?, _ window: ConvolutionWindow<Padding>
  ) {
    require(filters > 0, "\(typeName): filters \(filters); at least 1")
    require(
      !window.padding.perAxis.contains(.causal), "\(typeName): it has no causal padding")
    require(
      zip(outputPadding ?? [], window.strides).allSatisfy { 0..<$1 ~= $0 },
      """
      \(typeName): an output padding of \(outputPadding ?? []) is not below the strides \
      \(window.strides)
      """
    )
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    requireAxes(input)
    guard isFirst else { return }
    let channels = input.shape[input.rank - 1]
    declare([Shape(window.kernel + [filters, channels])], bias: [filters], for: input)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    settings(
      hasMode: false,
      ["filters": .integer(filters), "outputPadding": outputPadding?.configuration ?? .null])
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public init(options: inout Options, name: String?) throws {
    let window: ConvolutionWindow<Padding> = try options.window(hasMode: false)
    let outputPadding = try options.outputPadding(window)
    self.init(
      filters: try options.filters(), outputPadding: outputPadding, window: window,
      parts: try options.convolutionParts("kernel"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs)
    let outputs = try checkedOutputs(inputs, extents, added: outputPadding)
    try checkDepths([extents[0]] + outputs.dropFirst(), channels: filters)
    try check(
      inputs, kernels: [window.kernel + [filters, channels]], bias: [filters],
      output: outputs + [filters])
  }
}
