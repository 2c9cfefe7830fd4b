import ApusCore

/// A layer for channels-last inputs [batch, axes…, channels] with a fixed number of axes: 1 for
/// sequences, 2 for images, 3 for volumes.
public protocol SpatialLayer: ConfiguredLayer {
  /// The axes between batch and channels.
  static var axes: Int { get }
}

extension SpatialLayer {
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
}

extension ConfigurationValue {
  static func integers(_ values: some Sequence<Int>) -> ConfigurationValue {
    .list(values.map { .integer($0) })
  }
}
