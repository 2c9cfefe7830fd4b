/// The largest element of each window of volumes: out[n, d, h, w, c] = max x[n, d s₀ + p, h s₁ + q,
/// w s₂ + r, c].
///
/// - Parameters:
///   - input: [batch, depth, height, width, channels], floating point; traps on others. NaN in a
///     window gives NaN.
///   - window: planes, rows and columns of the window.
///   - strides: distance between windows; the window itself where nil.
///   - padding: what happens at the ends; padding counts as −∞.
/// - Returns: [batch, depth′, height′, width′, channels]. Traps where the window does not fit.
public func maxPooling3D(
  _ input: Tensor, window: (Int, Int, Int), strides: (Int, Int, Int)? = nil,
  padding: Padding3D = .valid
) -> Tensor {
  slid(input, window, strides, padding, "maxPooling3D") {
    maxPooling2D($0, window: $1, strides: $2, padding: $3)
  }
}

/// The mean of each window of volumes: out[n, d, h, w, c] = Σ x[n, d s₀ + p, h s₁ + q, w s₂ + r, c]
/// / count; padding does not count.
///
/// - Parameters:
///   - input: [batch, depth, height, width, channels], floating point; traps on others.
///   - window: planes, rows and columns of the window.
///   - strides: distance between windows; the window itself where nil.
///   - padding: what happens at the ends.
/// - Returns: [batch, depth′, height′, width′, channels]. Traps where the window does not fit.
public func averagePooling3D(
  _ input: Tensor, window: (Int, Int, Int), strides: (Int, Int, Int)? = nil,
  padding: Padding3D = .valid
) -> Tensor {
  slid(input, window, strides, padding, "averagePooling3D") {
    averagePooling2D($0, window: $1, strides: $2, padding: $3)
  }
}

/// Pools volumes by `pool`, which pools images by a window with strides and padding.
private func slid(
  _ input: Tensor, _ window: (Int, Int, Int), _ strides: (Int, Int, Int)?, _ padding: Padding3D,
  _ operation: String, by pool: (Tensor, (Int, Int), (Int, Int), Padding2D) -> Tensor
) -> Tensor {
  let strides = strides ?? window
  return pooledVolumes(input.widest, operation) {
    pool($0, (window.1, window.2), (strides.1, strides.2), padding.planes)
  } overDepth: {
    let ends = SlidingWindow(window.0, stride: strides.0)
      .amounts(of: padding.depth, over: input.shape[1])
    return pool($0, (window.0, 1), (strides.0, 1), Padding2D(ends, (0, 0)))
  }.cast(to: input.dtype)
}

/// Pools each plane as an image, then the planes as the rows of an image of one column.
///
/// A box is all pairs of a depth and a place in the plane, also where padding cuts it; so the
/// maximum of its planes' maxima is its own, and the mean of their means, each of as many places,
/// too.
func pooledVolumes(
  _ input: Tensor, _ operation: String, overPlanes poolPlanes: (Tensor) -> Tensor,
  overDepth poolDepth: (Tensor) -> Tensor
) -> Tensor {
  let x = input.shape
  require(
    x.rank == 5, "\(operation): input \(x); expected [batch, depth, height, width, channels]")
  let planes = poolPlanes(input.reshaped(to: [x[0] * x[1], x[2], x[3], x[4]]))
  let plane = planes.shape
  let columns = planes.reshaped(to: [x[0], x[1], 1, plane[1] * plane[2] * plane[3]])
  let pooled = poolDepth(columns)
  return pooled.reshaped(to: [x[0], pooled.shape[1], plane[1], plane[2], plane[3]])
}
