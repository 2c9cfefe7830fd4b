import ApusCore

/// Filters that are not shared, each place having its own: what ``LocallyConnected1D`` and
/// ``LocallyConnected2D`` have in common.
///
/// Weight [positions, window · channels, filters], bias [positions…, filters].
public protocol LocallyConnectedLayer: ConvolutionLayer, WindowedLayer {
  /// The number of output channels.
  var filters: Int { get }

  /// The layer of these parts; traps where a size is not positive.
  init(filters: Int, window: ConvolutionWindow<Padding>, parts: ConvolutionParts, name: String?)
}

extension LocallyConnectedLayer {
  static func requireFilters(_ filters: Int) {
    require(filters > 0, "\(typeName): filters \(filters); at least 1")
  }

  private func kernelShape(_ positions: [Int], _ channels: Int) -> [Int] {
    [positions.reduce(1, *), window.kernel.reduce(1, *) * channels, filters]
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    requireAxes(input)
    guard isFirst else { return }
    guard let (positions, _) = window.positions(over: Array(input.shape.dropFirst().dropLast()))
    else {
      trap(
        "\(Self.typeName): an input of shape \(input.shape) is smaller than the window")
    }
    declare(
      [Shape(kernelShape(positions, input.shape[input.rank - 1]))],
      bias: Shape(positions + [filters]), for: input)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { settings(["filters": .integer(filters)]) }

  /// The layer with these settings; throws where one is missing or outside its range.
  public init(options: inout Options, name: String?) throws {
    self.init(
      filters: try options.filters(), window: try options.window(),
      parts: try options.convolutionParts("kernel"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs)
    let (positions, _) = try checkedPositions(inputs, extents, channels: channels)
    try checkSize(window.kernel + [channels], of: "a window")
    try checkSize(positions + window.kernel + [channels], of: "all windows")
    try check(
      inputs, kernels: [kernelShape(positions, channels)], bias: positions + [filters],
      output: positions + [filters])
  }
}
