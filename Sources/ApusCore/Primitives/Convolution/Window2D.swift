/// How far the border of an image is extended before a window slides over it.
public enum Padding2D: Sendable, Hashable {
  /// Not at all: the window stays inside.
  case valid
  /// So that the output has ⌈input / stride⌉ positions; where the sum is odd the extra row or
  /// column is below or to the right, as in Keras and TensorFlow.
  case same
  /// By these many zeros on each side.
  case explicit(top: Int, left: Int, bottom: Int, right: Int)
}

/// A window of a convolution or pooling that slides over the two inner axes of [batch, height,
/// width, channels].
package struct Window2D: Sendable, Hashable {
  package let rows: SlidingWindow
  package let columns: SlidingWindow
  package let padding: Padding2D

  /// Traps where a number is below 1.
  init(
    _ size: (Int, Int), strides: (Int, Int) = (1, 1), dilations: (Int, Int) = (1, 1),
    padding: Padding2D = .valid
  ) {
    rows = SlidingWindow(size.0, stride: strides.0, dilation: dilations.0)
    columns = SlidingWindow(size.1, stride: strides.1, dilation: dilations.1)
    self.padding = padding
  }

  /// The same without padding.
  var unpadded: Window2D {
    Window2D(
      (rows.size, columns.size), strides: (rows.stride, columns.stride),
      dilations: (rows.dilation, columns.dilation))
  }

  package var attributes: [String: Attribute] {
    var result: [String: Attribute] = [
      "window": .integers([rows.size, columns.size]),
      "strides": .integers([rows.stride, columns.stride]),
      "dilations": .integers([rows.dilation, columns.dilation]),
    ]
    switch padding {
    case .valid: result["padding"] = .text("valid")
    case .same: result["padding"] = .text("same")
    case .explicit(let top, let left, let bottom, let right):
      result["padding"] = .integers([top, left, bottom, right])
    }
    return result
  }

  /// The positions over images of `shape`, [batch, height, width, channels]; throws where the
  /// window does not fit.
  func placement(
    over shape: Shape, in operation: String
  ) throws(ShapeError) -> (rows: SlidingWindow.Placement, columns: SlidingWindow.Placement) {
    try ensure(
      shape.rank == 4, "\(operation): input \(shape); expected [batch, height, width, channels]")
    return (
      try rows.placement(
        over: shape[1], padding: padding.rows, in: operation, along: "height", of: shape),
      try columns.placement(
        over: shape[2], padding: padding.columns, in: operation, along: "width", of: shape)
    )
  }
}
