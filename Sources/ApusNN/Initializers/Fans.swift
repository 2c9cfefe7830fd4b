import ApusCore

/// How many numbers a weight joins at its input and at its output, as Keras counts: for a matrix
/// [in, out] its extents; for filters [kh, kw, in, out] each times the filter's area; for a vector
/// its length, for both.
struct Fans {
  let input: Double
  let output: Double

  init(of shape: Shape) {
    switch shape.rank {
    case 0:
      input = 1
      output = 1
    case 1:
      input = Double(shape[0])
      output = Double(shape[0])
    default:
      let area = shape.prefix(shape.rank - 2).reduce(1, *)
      input = Double(shape[shape.rank - 2] * area)
      output = Double(shape[shape.rank - 1] * area)
    }
  }

  /// What `mode` counts, at least 1.
  func count(_ mode: FanMode) -> Double {
    let fan =
      switch mode {
      case .fanIn: input
      case .fanOut: output
      case .fanAverage: (input + output) / 2
      }
    return max(fan, 1)
  }
}
