/// The windows that a maximum or a mean is taken of, in [batch, height, width, channels].
package enum PoolingWindows: Sendable, Hashable {
  /// One window that slides.
  case sliding(Window2D)
  /// `rows` × `columns` windows that share the image out: along an axis of n places the i-th of m
  /// windows begins at ⌊i n / m⌋ and ends before ⌈(i + 1) n / m⌉.
  case dividing(rows: Int, columns: Int)

  package var attributes: [String: Attribute] {
    switch self {
    case .sliding(let window): window.attributes
    case .dividing(let rows, let columns): ["windows": .integers([rows, columns])]
    }
  }

  /// A value for each window and channel; traps where the windows do not fit.
  func outputShape(for x: Shape, in operation: String) throws(ShapeError) -> Shape {
    switch self {
    case .sliding(let window):
      let place = try window.placement(over: x, in: operation)
      return [x[0], place.rows.count, place.columns.count, x[3]]
    case .dividing(let rows, let columns):
      try ensure(
        x.rank == 4 && x[1] > 0 && x[2] > 0 && rows > 0 && columns > 0,
        """
        \(operation): \(rows)×\(columns) windows in \(x); expected [batch, height, width, \
        channels], no extent 0
        """
      )
      return [x[0], rows, columns, x[3]]
    }
  }
}
