/// out[n, i, j, c] = Σ R[i, h] C[j, w] x[n, h, w, c]: images with weighted sums of neighbouring
/// rows and columns for their own.
package struct Resample2D: Primitive {
  package static let name = "resample_2d"
  package let interpolation: Interpolation
  /// Rows and columns before and after.
  package let from: Shape
  package let to: Shape
  /// Whether R and C are the transposes of those that make `to` of `from`: the gradient, which
  /// makes `from` of `to`.
  package let isTransposed: Bool

  package var attributes: [String: Attribute] {
    [
      "interpolation": .text(interpolation.rawValue), "from": .integers(from.array),
      "to": .integers(to.array), "isTransposed": .flag(isTransposed),
    ]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    let x = inputs[0].shape
    let size = isTransposed ? from : to
    return TensorType([x[0], size[0], size[1], x[3]], inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let transposed = Resample2D(
      interpolation: interpolation, from: from, to: to, isTransposed: !isTransposed)
    return [apply(transposed, [context.gradient])]
  }

  private struct MatrixKey: Hashable {
    let interpolation: Interpolation
    let from: Int
    let to: Int
    let isTransposed: Bool
  }

  private static let matrices = TableCache<MatrixKey, BandedMatrix>(capacity: 64) {
    $0.byteCount
  }

  /// R or C.
  func matrix(axis: Int) -> BandedMatrix {
    let key = MatrixKey(
      interpolation: interpolation, from: from[axis], to: to[axis], isTransposed: isTransposed)
    return Self.matrices.table(for: key) {
      let matrix = interpolation.matrix(from: key.from, to: key.to)
      return isTransposed ? matrix.transposed : matrix
    }
  }
}

/// Resamples one, two or three axes of [batch, axes…, channels].
func resampled(
  _ input: Tensor, to sizes: [Int], _ interpolation: Interpolation, _ operation: String
) -> Tensor {
  let x = input.shape
  require(
    input.dtype.isFloatingPoint && (1...3).contains(sizes.count) && x.rank == sizes.count + 2,
    """
    \(operation): \(input.type) to \(sizes); it needs floating point and [batch, axes…, channels] \
    with one to three axes, a size for each
    """
  )
  require(
    sizes.allSatisfy { $0 > 0 } && x.dropFirst().dropLast().allSatisfy { $0 > 0 },
    "\(operation): \(x) to \(sizes); no extent may be 0")
  func images(_ input: Tensor, _ shape: Shape, _ rows: Int, _ columns: Int) -> Tensor {
    if shape[1] == rows && shape[2] == columns { return input.reshaped(to: shape) }
    let resample = Resample2D(
      interpolation: interpolation, from: [shape[1], shape[2]], to: [rows, columns],
      isTransposed: false)
    return apply(resample, [input.reshaped(to: shape)])
  }
  let channels = x[x.rank - 1]
  var result = input.widest
  switch sizes.count {
  case 1: result = images(result, [x[0], x[1], 1, channels], sizes[0], 1)
  case 2: result = images(result, x, sizes[0], sizes[1])
  default:
    // Depth and plane in the order that makes the smaller tensor between.
    func overDepth(_ input: Tensor, height: Int, width: Int) -> Tensor {
      images(input, [x[0], x[1], 1, height * width * channels], sizes[0], 1)
    }
    func overPlanes(_ input: Tensor, depth: Int) -> Tensor {
      images(input, [x[0] * depth, x[2], x[3], channels], sizes[1], sizes[2])
    }
    if x[1] * sizes[1] * sizes[2] < sizes[0] * x[2] * x[3] {
      result = overDepth(overPlanes(result, depth: x[1]), height: sizes[1], width: sizes[2])
    } else {
      result = overPlanes(overDepth(result, height: x[2], width: x[3]), depth: sizes[0])
    }
  }
  return result.reshaped(to: Shape([x[0]] + sizes + [channels])).cast(to: input.dtype)
}

/// Images, sequences or volumes with other extents.
///
/// ```swift
/// resize(images, to: [128, 128])                           // [8, 64, 64, 3] → [8, 128, 128, 3]
/// resize(images, to: [32, 32], interpolation: .nearest)
/// ```
///
/// Values are interpolated also where the extents shrink: nothing is smoothed before.
///
/// - Parameters:
///   - input: [batch, axes…, channels] with one, two or three axes, floating point; traps on
///     others.
///   - sizes: the extents of the axes, at least 1.
///   - interpolation: how values between places are found; straight lines unless given.
/// - Returns: [batch, sizes…, channels]. Differentiable to any order.
/// - Source: catalogue A10; the same as `jax.image.resize` without antialiasing and, for
///   ``Interpolation/nearest`` by whole factors and ``Interpolation/bilinear``, PyTorch's
///   `interpolate`.
public func resize(
  _ input: Tensor, to sizes: [Int], interpolation: Interpolation = .bilinear
) -> Tensor {
  resampled(input, to: sizes, interpolation, "resize")
}

extension Tensor {
  /// This tensor, in float32 where it is bfloat16; recorded.
  var widest: Tensor { dtype == .bfloat16 ? cast(to: .float32) : self }
}
