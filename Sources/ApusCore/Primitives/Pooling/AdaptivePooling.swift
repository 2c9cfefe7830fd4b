/// The largest element of each of a fixed number of windows, whatever the input's extents.
///
/// Along an axis of n places the i-th of m windows begins at ⌊i n / m⌋ and ends before ⌈(i + 1) n /
/// m⌉: neighbours overlap where m does not divide n.
///
/// - Parameters:
///   - input: [batch, axes…, channels] with one, two or three axes, floating point; traps on
///     others. NaN in a window gives NaN.
///   - sizes: m for each axis, at least 1.
/// - Returns: [batch, sizes…, channels].
/// - Source: PyTorch's `adaptive_max_pool`; catalogue A10.
public func adaptiveMaxPooling(_ input: Tensor, to sizes: [Int]) -> Tensor {
  adaptivelyPooled(input, to: sizes, "adaptiveMaxPooling") {
    apply(MaxPooling2DPrimitive(windows: $1), [$0])[0]
  }
}

/// The mean of each of a fixed number of windows, whatever the input's extents; see
/// ``adaptiveMaxPooling(_:to:)`` for the windows.
///
/// - Parameters:
///   - input: [batch, axes…, channels] with one, two or three axes, floating point; traps on
///     others.
///   - sizes: the number of windows along each axis, at least 1.
/// - Returns: [batch, sizes…, channels].
/// - Source: PyTorch's `adaptive_avg_pool`; catalogue A10.
public func adaptiveAveragePooling(_ input: Tensor, to sizes: [Int]) -> Tensor {
  adaptivelyPooled(input, to: sizes, "adaptiveAveragePooling") {
    apply(AveragePooling2DPrimitive(windows: $1, countsPadding: false), [$0])
  }
}

/// Pools images, sequences or volumes by `pool`, which pools images by windows that share them out.
private func adaptivelyPooled(
  _ input: Tensor, to sizes: [Int], _ operation: String,
  by pool: (Tensor, PoolingWindows) -> Tensor
) -> Tensor {
  require(
    input.dtype.isFloatingPoint && input.rank == sizes.count + 2,
    """
    \(operation): \(input.type) to \(sizes); it needs floating point and [batch, axes…, channels] \
    with \(sizes.count) axes
    """
  )
  func pooled(_ images: Tensor, _ rows: Int, _ columns: Int) -> Tensor {
    pool(images, .dividing(rows: rows, columns: columns))
  }
  let x = input.widest
  let result: Tensor
  switch sizes.count {
  case 1: result = pooledSteps(x, operation) { pooled($0, 1, sizes[0]) }
  case 2: result = pooled(x, sizes[0], sizes[1])
  case 3:
    result = pooledVolumes(x, operation) {
      pooled($0, sizes[1], sizes[2])
    } overDepth: {
      pooled($0, sizes[0], 1)
    }
  default: trap("\(operation): \(sizes.count) axes; it takes one to three")
  }
  return result.cast(to: input.dtype)
}
