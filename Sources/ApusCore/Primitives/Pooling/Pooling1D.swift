/// The largest element of each window of sequences: out[n, t, c] = maxₚ x[n, t s + p, c].
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point; traps on others. NaN in a window gives NaN.
///   - window: steps in a window.
///   - strides: steps from one window to the next; the window itself where nil.
///   - padding: what happens at the ends; padding counts as −∞.
/// - Returns: [batch, steps′, channels]. Traps where the window does not fit.
public func maxPooling1D(
  _ input: Tensor, window: Int, strides: Int? = nil, padding: PoolingPadding = .valid
) -> Tensor {
  pooledSteps(input, "maxPooling1D") {
    maxPooling2D(
      $0, window: (1, window), strides: (1, strides ?? window), padding: padding.ofImages)
  }
}

/// The mean of each window of sequences: out[n, t, c] = Σₚ x[n, t s + p, c] / count; padding does not count.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point; traps on others.
///   - window: steps in a window.
///   - strides: steps from one window to the next; the window itself where nil.
///   - padding: what happens at the ends.
/// - Returns: [batch, steps′, channels]. Traps where the window does not fit.
public func averagePooling1D(
  _ input: Tensor, window: Int, strides: Int? = nil, padding: PoolingPadding = .valid
) -> Tensor {
  pooledSteps(input, "averagePooling1D") {
    averagePooling2D(
      $0, window: (1, window), strides: (1, strides ?? window), padding: padding.ofImages)
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
