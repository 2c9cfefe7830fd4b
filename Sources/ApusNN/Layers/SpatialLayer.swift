import ApusCore

/// A layer for channels-last inputs [batch, axes…, channels] with a fixed number of axes: 1 for
/// sequences, 2 for images, 3 for volumes.
public protocol SpatialLayer: Layer, ConfigurableModule {
  /// The axes between batch and channels.
  static var axes: Int { get }
}

extension SpatialLayer {
  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }

  /// What an example looks like, for messages.
  private static var form: String {
    "[" + ["depth, ", "height, ", "width, "].suffix(axes).joined() + "channels]"
  }

  /// Traps where the input has another number of axes.
  func requireAxes(_ input: Tensor) {
    require(
      input.rank == Self.axes + 2,
      "\(Self.typeName): an input of shape \(input.shape); it needs a batch of \(Self.form)")
  }

  /// The only input; throws where there is not exactly one, with as many axes as the layer takes
  /// and elements in it.
  func singleSpatial(_ inputs: [Shape]) throws -> Shape {
    let input = try single(inputs)
    guard input.rank == Self.axes + 1, input.allSatisfy({ $0 > 0 }) else {
      throw impossible(inputs, "is not \(Self.form)")
    }
    return input
  }
}

extension ConfigurationValue {
  static func integers(_ values: some Sequence<Int>) -> ConfigurationValue {
    .list(values.map { .integer($0) })
  }
}
