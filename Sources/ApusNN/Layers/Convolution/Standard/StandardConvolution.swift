import ApusCore

/// Filters that slide over sequences, images or volumes, shared by all places: what ``Conv1D``,
/// ``Conv2D`` and ``Conv3D`` have in common.
///
/// Weight [window…, channels / groups, filters], bias [filters].
public protocol StandardConvolution: ConvolutionLayer, WindowedLayer {
  /// The number of output channels.
  var filters: Int { get }
  /// Into how many groups the channels fall, each with filters of its own.
  var groups: Int { get }

  /// The layer of these parts; traps where a size is not positive or `filters` is not a multiple of
  /// `groups`.
  init(
    filters: Int, groups: Int, window: ConvolutionWindow<Padding>, parts: ConvolutionParts,
    name: String?)
}

extension StandardConvolution {
  static func requireGroups(_ filters: Int, _ groups: Int) {
    require(
      min(filters, groups) > 0 && filters % groups == 0,
      "\(typeName): \(filters) filters in \(groups) groups; both at least 1, the filters divisible")
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    requireAxes(input)
    let channels = input.shape[input.rank - 1]
    require(
      channels % groups == 0,
      "\(Self.typeName): \(channels) channels do not divide into \(groups) groups")
    guard isFirst else { return }
    declare([Shape(window.kernel + [channels / groups, filters])], bias: [filters], for: input)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    settings(["filters": .integer(filters), "groups": .integer(groups)])
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public init(options: inout Options, name: String?) throws {
    let groups = try options.integer("groups", default: 1)
    self.init(
      filters: try options.filters(groups: groups), groups: groups, window: try options.window(),
      parts: try options.convolutionParts("kernel"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs, groups: groups)
    let (positions, padded) = try checkedPositions(inputs, extents, channels: channels)
    try checkDepths([positions[0]] + padded.dropFirst(), channels: channels)
    try check(
      inputs, kernels: [window.kernel + [channels / groups, filters]], bias: [filters],
      output: positions + [filters])
  }
}
