/// The largest element of each window of sequences: out[n, t, c] = maxₚ x[n, t s + p, c].
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point; traps on others. NaN in a window gives NaN.
///   - window: steps in a window.
///   - strides: steps from one window to the next; the window itself where nil.
///   - padding: what happens at the ends; padding counts as −∞.
/// - Returns: [batch, steps′, channels]. Traps where the window does not fit.
public func maxPooling1D(
  _ input: Tensor, window: Int, strides: Int? = nil, padding: Padding1D = .valid
) -> Tensor {
  slid(input, window, strides, padding, "maxPooling1D") {
    maxPooling2D($0, window: $1, strides: $2, padding: $3)
  }
}

/// The mean of each window of sequences: out[n, t, c] = Σₚ x[n, t s + p, c] / count; padding does
/// not count.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point; traps on others.
///   - window: steps in a window.
///   - strides: steps from one window to the next; the window itself where nil.
///   - padding: what happens at the ends.
/// - Returns: [batch, steps′, channels]. Traps where the window does not fit.
public func averagePooling1D(
  _ input: Tensor, window: Int, strides: Int? = nil, padding: Padding1D = .valid
) -> Tensor {
  slid(input, window, strides, padding, "averagePooling1D") {
    averagePooling2D($0, window: $1, strides: $2, padding: $3)
  }
}

/// Pools sequences by `pool`, which pools images by a window with strides and padding.
private func slid(
  _ input: Tensor, _ window: Int, _ strides: Int?, _ padding: Padding1D, _ operation: String,
  by pool: (Tensor, (Int, Int), (Int, Int), Padding2D) -> Tensor
) -> Tensor {
  pooledSteps(input, operation) {
    let stride = strides ?? window
    let ends = SlidingWindow(window, stride: stride).amounts(of: padding, over: input.shape[1])
    return pool($0, (1, window), (1, stride), Padding2D((0, 0), ends))
  }
}

/// Takes sequences as images of one row, which copies nothing.
func pooledSteps(
  _ input: Tensor, _ operation: String, _ pool: (Tensor) -> Tensor
) -> Tensor {
  require(
    input.rank == 3, "\(operation): input \(input.shape); expected [batch, steps, channels]")
  return pool(input.expandingDimension(at: 1)).squeezed(axis: 1)
}
