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
  package var height: Int
  package var width: Int
  package var strideHeight = 1
  package var strideWidth = 1
  package var dilationHeight = 1
  package var dilationWidth = 1
  package var padding = Padding2D.valid

  package var attributes: [String: Attribute] {
    var result: [String: Attribute] = [
      "window": .integers([height, width]), "strides": .integers([strideHeight, strideWidth]),
      "dilations": .integers([dilationHeight, dilationWidth]),
    ]
    switch padding {
    case .valid: result["padding"] = .text("valid")
    case .same: result["padding"] = .text("same")
    case .explicit(let top, let left, let bottom, let right):
      result["padding"] = .integers([top, left, bottom, right])
    }
    return result
  }

  /// Where the window's positions are, for an image of given extents.
  struct Placement {
    var top: Int
    var left: Int
    var bottom: Int
    var right: Int
    var outHeight: Int
    var outWidth: Int
  }

  /// The placement over an image of `shape`, [batch, height, width, channels]; traps where the
  /// window does not fit.
  func placement(over shape: Shape, in operation: String) throws(ShapeError) -> Placement {
    try ensure(
      shape.rank == 4, "\(operation): input \(shape); expected [batch, height, width, channels]")
    try ensure(
      height > 0 && width > 0 && strideHeight > 0 && strideWidth > 0 && dilationHeight > 0
        && dilationWidth > 0,
      "\(operation): window, strides and dilations must be at least 1")
    let explicit = try explicitPadding()
    let rows = try extent(
      shape[1], window: height, stride: strideHeight, dilation: dilationHeight, axis: "height",
      explicit: explicit.map { ($0.top, $0.bottom) }, operation, shape)
    let columns = try extent(
      shape[2], window: width, stride: strideWidth, dilation: dilationWidth, axis: "width",
      explicit: explicit.map { ($0.left, $0.right) }, operation, shape)
    return Placement(
      top: rows.before, left: columns.before, bottom: rows.after, right: columns.after,
      outHeight: rows.out, outWidth: columns.out)
  }

  private func explicitPadding() throws(ShapeError) -> (
    top: Int, left: Int, bottom: Int, right: Int
  )? {
    if case .explicit(let top, let left, let bottom, let right) = padding {
      try ensure(
        top >= 0 && left >= 0 && bottom >= 0 && right >= 0, "padding must not be negative")
      return (top, left, bottom, right)
    }
    return nil
  }

  private func extent(
    _ size: Int, window: Int, stride: Int, dilation: Int, axis: String,
    explicit: (before: Int, after: Int)?, _ operation: String, _ shape: Shape
  ) throws(ShapeError) -> (before: Int, after: Int, out: Int) {
    let span = (window - 1) * dilation + 1
    if padding == .same {
      let out = (size + stride - 1) / stride
      let total = Swift.max(0, (out - 1) * stride + span - size)
      return (total / 2, total - total / 2, out)
    }
    let (before, after) = explicit ?? (0, 0)
    let padded = size + before + after
    try ensure(
      padded >= span,
      """
      \(operation): the window spans \(span) along the \(axis), more than the \(padded) of input \
      \(shape) with its padding
      """
    )
    return (before, after, (padded - span) / stride + 1)
  }
}
