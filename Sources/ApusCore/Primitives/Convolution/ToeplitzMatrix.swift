/// The matrix of a convolution: `toeplitzMatrix(…) · flattened image` is the flattened output of
/// ``convolution2D``.
///
/// Row (y, x, o) holds the filter's values for output o at the columns (y·s + i·d − p, x·s + j·d −
/// p, c) and zeros elsewhere, so along its diagonals of blocks the matrix repeats itself: a (block)
/// Toeplitz matrix for strides of 1. Its transpose is the matrix of the transposed convolution. To
/// be looked at; it has height·width·channels times as many elements as the output, nearly all of
/// them 0. It differentiates with respect to the filter.
///
/// ```swift
/// let matrix = toeplitzMatrix(of: filter, inputHeight: 4, inputWidth: 4)
/// let output = matmul(matrix, image.reshaped(to: [16, 1]))
/// ```
///
/// - Parameters:
///   - filter: [window height, window width, channels, filters].
///   - inputHeight: the image's rows.
///   - inputWidth: the image's columns.
///   - strides: rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended by zeros.
///   - dilations: distance between neighbouring elements of the window.
/// - Returns: [height′ · width′ · filters, height · width · channels]. Traps where the window does
///   not fit.
/// - Source: lecture S0:219–1329, catalogue A9.
public func toeplitzMatrix(
  of filter: Tensor, inputHeight: Int, inputWidth: Int, strides: (Int, Int) = (1, 1),
  padding: Padding2D = .valid, dilations: (Int, Int) = (1, 1)
) -> Tensor {
  let f = filter.shape
  require(
    f.rank == 4, "toeplitzMatrix: filter \(f); expected [height, width, channels, filters]")
  let window = Window2D((f[0], f[1]), strides: strides, dilations: dilations, padding: padding)
  let place = trapping(
    try window.placement(over: [1, inputHeight, inputWidth, f[2]], in: "toeplitzMatrix"))
  // Which tap of the filter joins an output position and an input position; the last stands for
  // none.
  let none = f[0] * f[1]
  let (outputs, inputs) = (place.rows.count * place.columns.count, inputHeight * inputWidth)
  var taps = [Int32](repeating: Int32(none), count: outputs * inputs)
  for output in 0..<outputs {
    let top = output / place.columns.count * strides.0 - place.rows.before
    let left = output % place.columns.count * strides.1 - place.columns.before
    for tap in 0..<none {
      let row = top + tap / f[1] * dilations.0
      let column = left + tap % f[1] * dilations.1
      guard 0..<inputHeight ~= row, 0..<inputWidth ~= column else { continue }
      taps[output * inputs + row * inputWidth + column] = Int32(tap)
    }
  }
  let blocks = filter.reshaped(to: [none, f[2], f[3]]).padded(axis: 0, after: 1)
  return blocks.gathered(at: Tensor(taps, shape: [outputs, inputs]))
    .transposed(axes: [0, 3, 1, 2])
    .reshaped(to: [outputs * f[3], inputs * f[2]])
}
